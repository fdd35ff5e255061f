import { describe, expect, it } from 'vitest';
import {
  ACTS,
  type Act,
  type ActObject,
  AUTHORITY,
  administratorPrincipal,
  auditorPrincipal,
  axisPrincipal,
  branchPrincipal,
  hubPrincipal,
  may,
  operatorPrincipal,
  statisticsPrincipal,
} from '../../../src/registry/authority.ts';
import { type Principal, SCOPES, type Scope } from '../../../src/registry/model.ts';

function system(scopes: readonly Scope[]): Principal {
  return {
    kind: 'system',
    systemId: 's',
    actor: 'system:test',
    scopes,
    agencyIds: new Set(['mine']),
    predecessorIds: new Set(['past']),
    allOrNothing: false,
  };
}

const OBJECTS: Readonly<Record<string, ActObject>> = {
  sent: { senderId: 'mine', recipientIds: ['other'] },
  received: { senderId: 'other', recipientIds: ['another', 'mine'] },
  foreign: { senderId: 'other', recipientIds: ['another', null] },
  'sent by the predecessor': { senderId: 'past', recipientIds: ['other'] },
  'received by the predecessor': { senderId: 'other', recipientIds: ['past'] },
  nothing: {},
};

/** The whole policy, written a second time by hand: act → object → the one scope that opens it. */
const SENT_OR_RECEIVED = {
  sent: 'send',
  received: 'receive',
  'sent by the predecessor': 'send',
  'received by the predecessor': 'receive',
};
const RECEIVED = { received: 'receive', 'received by the predecessor': 'receive' };
const ANYTHING = (scope: Scope) => Object.fromEntries(Object.keys(OBJECTS).map((object) => [object, scope]));
const EXPECTED: Readonly<Record<Act, Readonly<Record<string, string>>>> = {
  'document.send': { sent: 'send' },
  'document.read': SENT_OR_RECEIVED,
  'document.content': SENT_OR_RECEIVED,
  'content.inspect': {},
  'timeline.read': SENT_OR_RECEIVED,
  'receipt.read': SENT_OR_RECEIVED,
  'dossier.read': SENT_OR_RECEIVED,
  'dossier.report': SENT_OR_RECEIVED,
  'delivery.list': RECEIVED,
  'delivery.fetch': RECEIVED,
  'delivery.ack': RECEIVED,
  'delivery.follow': { sent: 'send', 'sent by the predecessor': 'send' },
  'delivery.operate': {},
  'lane.operate': {},
  'status.report': RECEIVED,
  'agency.read': ANYTHING('agency.read'),
  'metrics.read': ANYTHING('metrics'),
  'figures.read': { received: 'receive' },
  'registry.read': {},
  'agency.contact': {},
  'inventory.read': {},
  'figures.declare': { received: 'receive' },
  'register.read': RECEIVED,
  'register.keep': { received: 'receive' },
  'register.start': { received: 'receive' },
  'publication.decide': { sent: 'send', 'sent by the predecessor': 'send' },
  'account.branch': {},
  'account.manage': {},
  admin: ANYTHING('admin'),
};

describe('who may do what', () => {
  it('has a rule for every act', () => {
    expect(Object.keys(AUTHORITY).sort()).toEqual([...ACTS].sort());
  });

  for (const act of ACTS) {
    it(`${act}: every object, every scope`, () => {
      for (const [name, object] of Object.entries(OBJECTS)) {
        for (const scope of SCOPES) {
          expect([name, scope, may(system([scope]), act, object)]).toEqual([
            name,
            scope,
            EXPECTED[act][name] === scope,
          ]);
        }
        expect(may(system([]), act, object)).toBe(false);
        expect(may(hubPrincipal(), act, object)).toBe(true);
      }
    });
  }

  it('lets an axis send for the agencies reached through it and do nothing else', () => {
    const axis = axisPrincipal('vpcp');
    const own = { senderId: 'far', senderAxis: 'vpcp', recipientIds: ['mine'] };
    expect(may(axis, 'document.send', own)).toBe(true);
    expect(may(axis, 'document.send', { ...own, senderAxis: 'other' })).toBe(false);
    expect(may(axis, 'document.send', { senderId: 'mine', senderAxis: null })).toBe(false);
    expect(may(system(['send']), 'document.send', own)).toBe(false);
    expect(ACTS.filter((act) => may(axis, act, { recipientIds: ['mine'] }))).toEqual([]);
  });

  it('lets an operator see metadata and move deliveries, an administrator manage too; neither sees content', () => {
    const running = [
      'document.read',
      'timeline.read',
      'receipt.read',
      'dossier.read',
      'delivery.list',
      'delivery.operate',
      'lane.operate',
      'agency.read',
    ];
    const measured = ['metrics.read', 'figures.read'];
    const inventory = 'inventory.read';
    const actsOf = (principal: Principal) => ACTS.filter((act) => may(principal, act, OBJECTS.foreign));
    expect(actsOf(operatorPrincipal('person:hanh'))).toEqual([...running, inventory, ...measured]);
    expect(actsOf(administratorPrincipal('cli:root'))).toEqual([
      ...running,
      'registry.read',
      'agency.contact',
      inventory,
      ...measured,
      'register.start',
      'publication.decide',
      'account.branch',
      'account.manage',
      'admin',
    ]);
  });

  it('shows figures and nothing else to statistics', () => {
    const statistics = statisticsPrincipal('person:so.lieu');
    expect(ACTS.filter((act) => may(statistics, act, OBJECTS.received))).toEqual(['figures.read']);
  });

  it('lets an administrator of a branch keep its accounts and contacts and read its figures and dossiers, and of nothing beside or above it', () => {
    const branch = branchPrincipal('person:quan', ['mine']);
    const allowed = (lines: string[][]) => ACTS.filter((act) => may(branch, act, { ...OBJECTS.received, lines }));
    const own = [
      'dossier.read',
      'registry.read',
      'agency.contact',
      'figures.read',
      'figures.declare',
      'register.start',
      'publication.decide',
      'account.branch',
    ];
    expect(allowed([['mine', 'top']])).toEqual(own);
    expect(allowed([['below', 'mine', 'top'], ['mine']])).toEqual(own);
    for (const outside of [[['top']], [['beside', 'top']], [['mine'], ['beside', 'top']], []]) {
      expect(allowed(outside)).toEqual([]);
    }
  });
});

describe('an auditor', () => {
  const period = { from: new Date('2026-01-01'), until: new Date('2026-07-01') };
  const auditor = auditorPrincipal('person:kiem.tra', ['mine'], { decision: '12/QĐ-TTr', ...period, inForce: true });
  const acceptedAt = new Date('2026-03-01');
  const seen = (object: ActObject) => ACTS.filter((act) => may(auditor, act, object));

  it('reads metadata of his agencies, on either side, and nothing else', () => {
    const metadata = ['document.read', 'timeline.read', 'receipt.read', 'dossier.read'];
    expect(seen({ ...OBJECTS.sent, acceptedAt })).toEqual(metadata);
    expect(seen({ ...OBJECTS.received, acceptedAt })).toEqual(metadata);
    expect(seen({ ...OBJECTS.foreign, acceptedAt })).toEqual([]);
    expect(seen({})).toEqual([]);
  });

  it('opens content with a reason on record only, and within the same bounds', () => {
    const reason = 'Xác minh đơn khiếu nại';
    expect(seen({ ...OBJECTS.sent, acceptedAt, reason })).toContain('content.inspect');
    expect(seen({ ...OBJECTS.foreign, acceptedAt, reason })).toEqual([]);
    expect(may(system(SCOPES), 'content.inspect', { ...OBJECTS.sent, reason })).toBe(false);
  });

  it('sees what his agencies have taken over from closed ones', () => {
    const heirs = auditorPrincipal('person:kiem.tra', ['mine'], { decision: '1', ...period, inForce: true }, ['past']);
    expect(may(heirs, 'document.read', { ...OBJECTS['sent by the predecessor'], acceptedAt })).toBe(true);
    expect(seen({ ...OBJECTS['sent by the predecessor'], acceptedAt })).toEqual([]);
  });

  it('sees his period only, its end excluded', () => {
    expect(seen({ ...OBJECTS.sent, acceptedAt: period.from })).not.toEqual([]);
    expect(seen({ ...OBJECTS.sent, acceptedAt: period.until })).toEqual([]);
    expect(seen({ ...OBJECTS.sent, acceptedAt: new Date('2025-12-31') })).toEqual([]);
    expect(seen({ ...OBJECTS.sent })).toEqual([]);
  });
});
