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
      };
      return [id, place];
    }),
  );
}

function decide(sketches: Record<string, Sketch>, id = 'a') {
  const reception = decideReception(places(sketches), id);
  if (reception.outcome === 'open') return `${reception.handover.id} ${reception.via}`;
  if (reception.outcome === 'closed') {
    return `closed ${reception.since} ${reception.successors.map((agency) => agency.id).join('+')}`;
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

  it('back to the sender with the names of the successors when there are several', () => {
    const all = { a: { closed: '2025-07-01', successors: ['x', 'y'] }, x: { channel: pull }, y: { channel: pull } };
    expect(decide(all)).toBe('closed 2025-07-01 x+y');
    expect(decide({ ...all, b: { closed: '2020-01-01', successors: ['a'] } }, 'b')).toBe('closed 2020-01-01 x+y');
  });

  it('back to the sender when no successor is known, or successors name each other in a ring', () => {
    expect(decide({ a: { closed: '2025-07-01', channel: pull } })).toBe('closed 2025-07-01 ');
    const ring = { a: { closed: '2020-01-01', successors: ['b'] }, b: { closed: '2021-01-01', successors: ['a'] } };
    expect(decide(ring)).toBe('closed 2020-01-01 ');
  });
});
