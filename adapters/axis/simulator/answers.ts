import { vxp } from '../../../src/wire/index.ts';
import type { AxisState, SimulatedUnit, Waiting } from './state.ts';

type Parameters = ReadonlyMap<string, string>;
type Call = (state: AxisState, parameters: Parameters, file: Buffer) => object;

/** What the simulated axis does at each call; getEdoc answers with a stream and is not here. */
export const CALLS: Readonly<Partial<Record<vxp.Endpoint, Call>>> = {
  sendEdoc(state, parameters, file) {
    const { ignoresTo, refuse = {} } = state.misbehaviour;
    const named = parameters.get('to');
    const to = named && !ignoresTo ? (JSON.parse(named) as string[]) : null;
    const bad = to?.find((code) => refuse[code]);
    if (bad) return vxp.answerFailed(refuse[bad]!, 'one of the recipients');
    const from = parameters.get('from') ?? '';
    const taken = state.take({ messageType: parameters.get('messagetype') ?? '', from, to, bytes: file });
    return vxp.answerOk({ DocId: taken.docId });
  },

  getReceivedEdocList(state, parameters) {
    // Without a status, what waits: what was refused is listed on, as some axes do.
    const asked = parameters.get('status')?.toUpperCase();
    const isWanted = ({ status }: Waiting) => (asked ? status === asked : status !== 'DONE');
    const messageType = parameters.get('messagetype');
    const all = state.waiting.filter((one) => one.messageType === messageType && isWanted(one));
    const page = pageOf(all, parameters);
    const { shiftBy = 0 } = state.misbehaviour;
    // The list moves under its reader: its front goes elsewhere, and there is more behind.
    for (const one of all.slice(0, shiftBy)) state.waiting.push(...state.waiting.splice(state.waiting.indexOf(one), 1));
    return vxp.answerOk({ data: page.map(toItem) });
  },

  getSentEdocList(state, parameters) {
    const { refuseLater = {}, undecided } = state.misbehaviour;
    const docId = parameters.get('docid');
    const found = docId
      ? state.taken.filter((one) => one.docId === docId)
      : state.taken.filter((one) => one.messageType === parameters.get('messagetype'));
    const lines = found.flatMap((one) =>
      (one.to ?? ['']).map((toCode) => ({
        senderDocId: one.docId,
        receiverDocId: `${one.docId}-${toCode}`,
        fromCode: one.from,
        toCode,
        messageType: one.messageType,
        sendStatus: undecided ? 'PROCESSING' : refuseLater[toCode] ? 'FAIL' : 'DONE',
        sendStatusDesc: refuseLater[toCode] ?? '',
      })),
    );
    return vxp.answerOk({ data: pageOf(lines, parameters) });
  },

  updateStatus(state, parameters) {
    const one = state.find(parameters.get('docid') ?? '');
    if (!one) return vxp.answerFailed('10', 'no such package');
    one.status = parameters.get('status') === 'done' ? 'DONE' : 'FAIL';
    one.reason = parameters.get('reason') ?? null;
    return vxp.answerOk({});
  },

  getSynchronizeUnit(state, parameters) {
    const since = Number(parameters.get('version') ?? -1);
    return vxp.answerOk({ data: state.units.filter((one) => (one.version ?? 0) > since).map(toUnit) });
  },

  getAgenciesList(state) {
    return vxp.answerOk({ data: state.units.map((one) => ({ ...toUnit(one), oldCode: '' })) });
  },
};

function pageOf<T>(all: readonly T[], parameters: Parameters): readonly T[] {
  const size = Number(parameters.get('pagesize') ?? 1_000);
  const index = Math.max(1, Number(parameters.get('pageindex') ?? 1));
  return all.slice((index - 1) * size, index * size);
}

function toItem(one: Waiting) {
  const { docId, messageType, from, to, status, reason } = one;
  return { docId, serviceType: 'eDoc', messageType, from, to, status, status_desc: reason ?? '' };
}

function toUnit(one: SimulatedUnit) {
  return {
    id: one.id,
    pid: one.pid ?? '',
    code: one.code,
    name: one.name,
    mail: one.mail ?? '',
    version: String(one.version ?? 0),
    deleted: one.deleted ? '1' : '0',
    isAgency: one.isAgency === false ? '0' : '1',
  };
}
