import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agency, Channel } from '../../../src/registry/model.ts';
import { decideReception, type Place } from '../../../src/registry/rules.ts';

const pull: Channel = { kind: 'pull', maxBytes: null };

interface Sketch {
  parent?: string;
  contact?: string;
  closed?: string;
  channel?: Channel;
  successors?: string[];
  heir?: string;
}

function places(sketches: Record<string, Sketch>): Map<string, Place> {
  return new Map(
    Object.entries(sketches).map(([id, sketch]) => {
      const agency: Agency = {
        id,
        code: id,
        name: id,
        level: 2,
        parentId: sketch.parent ?? null,
        contactPointId: sketch.contact ?? null,
        validFrom: null,
        validTo: sketch.closed ?? null,
        axis: null,
        signaturePolicy: null,
        pdfPolicy: null,
        pdfRegulation: null,
        contact: {},
      };
      const place: Place = {
        agency,
        closedSince: sketch.closed ?? null,
        channel: sketch.channel ?? null,
        successorIds: sketch.successors ?? [],
        heirId: sketch.heir ?? (sketch.successors?.length === 1 ? sketch.successors[0]! : null),
      };
      return [id, place];
    }),
  );
}

function decide(sketches: Record<string, Sketch>, id = 'a') {
  const reception = decideReception(places(sketches), id);
  if (reception.outcome === 'open') return `${reception.handover.id} ${reception.via}`;
  if (reception.outcome === 'closed') return `closed ${reception.since}`;
  if (reception.outcome === 'undecided') {
    return `undecided ${reception.since} ${reception.successors.map((agency) => agency.id).join('+')}`;
  }
  return reception.outcome;
}

describe('where mail for an agency goes', () => {
  it('to its own channel before its contact point', () => {
    expect(decide({ a: { channel: pull, contact: 'office' }, office: { channel: pull } })).toBe('a own');
  });

  it('to its contact point before an ancestor', () => {
    const all = { a: { contact: 'office', parent: 'up' }, office: { channel: pull }, up: { channel: pull } };
    expect(decide(all)).toBe('office contact-point');
  });

  it('to the nearest ancestor that is open and connected', () => {
    const all = {
      a: { contact: 'office', parent: 'one' },
      office: { channel: pull, closed: '2025-07-01' },
      one: { parent: 'two' },
      two: { parent: 'three', channel: pull, closed: '2025-07-01' },
      three: { channel: pull },
    };
    expect(decide(all)).toBe('three ancestor');
  });

  it('nowhere when nobody is connected, even where parents form a ring', () => {
    expect(decide({ a: { parent: 'b' }, b: { parent: 'a' } })).toBe('not-connected');
    expect(decide({})).toBe('not-connected');
  });

  it('through a chain of single successors to the last one, or whoever receives for it', () => {
    const all = {
      a: { closed: '2020-01-01', successors: ['b'] },
      b: { closed: '2025-07-01', successors: ['c'] },
      c: { contact: 'office' },
      office: { channel: pull },
    };
    expect(decide(all)).toBe('office successor');
    expect(decide({ ...all, office: {} })).toBe('not-connected');
  });

  it('and says who took over at the end of the chain, and since when the first of it is closed', () => {
    const all = {
      a: { closed: '2020-01-01', successors: ['b'] },
      b: { closed: '2025-07-01', successors: ['c'] },
      c: { contact: 'office' },
      office: { channel: pull },
    };
    const reception = decideReception(places(all), 'a');
    expect(reception).toMatchObject({ succeeded: { by: { id: 'c' }, since: '2020-01-01' } });
  });

  it('to the heir of a split agency, and waits with the names of all where none is chosen', () => {
    const split = { closed: '2025-07-01', successors: ['x', 'y'] };
    const all = { x: { channel: pull }, y: { channel: pull } };
    expect(decide({ ...all, a: split })).toBe('undecided 2025-07-01 x+y');
    expect(decide({ ...all, a: { ...split, heir: 'y' } })).toBe('y successor');
    expect(decide({ ...all, a: split, b: { closed: '2020-01-01', successors: ['a'] } }, 'b')).toBe(
      'undecided 2020-01-01 x+y',
    );
  });

  it('to the one agency in which all successors of a split have ended, and nowhere else while one has not', () => {
    const split = { closed: '2025-07-01', successors: ['x', 'y'] };
    const merged = { closed: '2026-01-01', successors: ['z'] };
    const all = { a: split, x: merged, y: merged, z: { channel: pull } };
    expect(decide(all)).toBe('z successor');
    expect(decide({ ...all, b: { closed: '2020-01-01', successors: ['a'] } }, 'b')).toBe('z successor');
    expect(decide({ ...all, y: { closed: '2026-01-01', successors: ['a'] } })).toBe('undecided 2025-07-01 x+y');
    expect(decide({ ...all, y: { channel: pull } })).toBe('undecided 2025-07-01 x+y');
    expect(decide({ ...all, z: { closed: '2026-02-01' } })).toBe('undecided 2025-07-01 x+y');
  });

  it('back to the sender when no successor is known, or successors name each other in a ring', () => {
    expect(decide({ a: { closed: '2025-07-01', channel: pull } })).toBe('closed 2025-07-01');
    const ring = { a: { closed: '2020-01-01', successors: ['b'] }, b: { closed: '2021-01-01', successors: ['a'] } };
    expect(decide(ring)).toBe('closed 2020-01-01');
  });

  it('to its own channel again once a closed agency is opened anew, whoever followed it', () => {
    expect(decide({ a: { successors: ['b'], channel: pull }, b: { channel: pull } })).toBe('a own');
  });

  it('never to a closed agency, always to the same one, and never round a ring, in any directory', () => {
    fc.assert(
      fc.property(directory, (sketches) => {
        const all = places(sketches);
        for (const id of all.keys()) {
          const reception = decideReception(all, id);
          expect(decideReception(all, id)).toEqual(reception);
          if (reception.outcome !== 'open') continue;
          expect(all.get(reception.handover.id)!.closedSince).toBeNull();
          expect(reception.via === 'successor').toBe(all.get(id)!.closedSince !== null);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Up to six agencies with any links among them: rings, agencies that point at themselves, links to nobody. */
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const anyId = fc.constantFrom(...IDS, 'nobody');
const sketch = fc.record(
  {
    parent: anyId,
    contact: anyId,
    closed: fc.constant('2025-07-01'),
    channel: fc.constant(pull),
    successors: fc.uniqueArray(anyId, { maxLength: 3 }),
    heir: anyId,
  },
  { requiredKeys: [] },
);
const directory = fc.dictionary(fc.constantFrom(...IDS), sketch, { minKeys: 1, maxKeys: 6 });
