import type { Connection, ConnectionParts, Connector, Inbox, Letter, Offer, Unit } from '../connector.ts';
import { outcomeOfStatus, type SendContext, type SendResult } from '../contract.ts';
import { firstWords, recordsOf, textOf } from './answer.ts';
import { type Asked, type Calls, openCalls } from './calls.ts';
import { dossierOf, writeDossier } from './dossier.ts';
import { readList } from './list.ts';
import { letterOf, type Result } from './results.ts';
import { type IofficeSettings, iofficeSettings } from './settings.ts';

/** The signal ends a call that makes no progress; this only bounds one that crawls. */
const LONGEST_MS = 3_600_000;
const MB = 1_048_576;
/** Dossiers that iOffice has said yes to, each with when. */
const DOSSIER = 'dossier:';
/** No try of a delivery comes as long after its yes. */
const KEPT_MS = 90 * 86_400_000;
/** Of the oldest, looked through before each new one: more than one, so that they become fewer. */
const FORGOTTEN_AT_ONCE = 10;
/** Statuses that a person must see: a refusal, a request to take back, and the answers to one. */
const FOR_PEOPLE = new Set(['02', '13', '15', '16']);

/** VNPT-iOffice: dossiers are created there, and what answers them is fetched. */
export const ioffice: Connector<IofficeSettings> = {
  name: 'vnpt-ioffice',
  title: { vi: 'VNPT-iOffice', en: 'VNPT-iOffice' },
  settings: iofficeSettings,
  secret: { vi: 'mật khẩu của tài khoản tích hợp', en: 'password of the account' },
  address: { vi: 'AGENT_ID của đơn vị trong iOffice', en: 'AGENT_ID of the unit in iOffice' },
  open: openIoffice,
};

function openIoffice(parts: ConnectionParts<IofficeSettings>): Connection {
  const { settings, state, clock } = parts;
  const calls = openCalls(parts);

  /** A dossier that iOffice has said yes to is not created again; what its answer was lost for has the same id. */
  async function create(context: SendContext): Promise<SendResult> {
    const key = `${DOSSIER}${context.deliveryId}`;
    if ((await state.get(key)) !== undefined) return { outcome: 'delivered' };
    await forgetOld();
    const dossier = dossierOf(context, await context.unpack(), settings);
    const asked = await calls.send('/shared/integration/doc/create/', () => {
      const { length, body } = writeDossier(dossier);
      return {
        headers: { 'content-type': 'application/json', 'content-length': String(length) },
        body,
        connectTimeoutMs: context.connectTimeoutMs,
        timeoutMs: LONGEST_MS,
        signal: context.signal,
      };
    });
    const result = resultOf(asked, settings);
    if (result.outcome === 'delivered') await state.put(key, new Date(clock.now()).toISOString());
    return result;
  }

  async function forgetOld(): Promise<void> {
    const until = clock.now() - KEPT_MS;
    for (const { key, value } of await state.list(DOSSIER, { limit: FORGOTTEN_AT_ONCE })) {
      if (Date.parse(String(value)) < until) await state.delete(key);
    }
  }

  /** iOffice has no call for statuses: those that a person must see go as a dossier, the others stay in the hub's history. */
  async function report(context: SendContext): Promise<SendResult> {
    const { header } = await context.unpack();
    const isTold = settings.refusals && header.kind === 'status' && FOR_PEOPLE.has(header.statusCode);
    return isTold ? create(context) : { outcome: 'delivered' };
  }

  async function units(signal: AbortSignal): Promise<readonly Unit[]> {
    const records = recordsOf(await calls.call({ path: '/shared/unit/get_all/' }, signal));
    return records.flatMap((record) => {
      const address = textOf(record, 'AGENT_ID');
      const codes = [address, textOf(record, 'ID')].filter(Boolean);
      return address === '' ? [] : [{ address, name: textOf(record, 'NAME'), codes }];
    });
  }

  return {
    deliver: create,
    report,
    inbox: openResults(calls, settings),
    units,
    check: calls.logIn,
  };
}

/** What a yes or no to a dossier means for the next try. */
function resultOf({ http, answer }: Asked, { retryCodes, existsCode }: IofficeSettings): SendResult {
  const httpStatus = http.status;
  if (!answer) {
    // Whether the dossier was made nobody can tell: it is sent again under the same id.
    const outcome = httpStatus < 300 ? 'retry' : outcomeOfStatus(httpStatus);
    const detail = firstWords(http.body.subarray(0, 500).toString('utf8'));
    return { outcome, httpStatus, code: 'IOFFICE_ANSWER_UNUSABLE', detail };
  }
  const { code, message, data } = answer;
  if (httpStatus < 300 && code === '0' && String(data).toUpperCase() === 'TRUE') return { outcome: 'delivered' };
  if (existsCode !== '' && code === existsCode) return { outcome: 'delivered' };
  const passes = retryCodes.split(',').some((one) => one.trim() === code);
  const outcome = passes || (httpStatus >= 300 && outcomeOfStatus(httpStatus) === 'retry') ? 'retry' : 'permanent';
  return {
    outcome,
    httpStatus,
    code: `IOFFICE_${code || httpStatus}`.slice(0, 100),
    detail: firstWords(`${code} ${message}`),
  };
}

/**
 * What answers the hub's dossiers. The list gives every file with it, so that nothing is fetched twice. A receipt names a
 * dossier, not a result: it is sent when nothing of its dossier waits any more. What was refused stays on the list, since
 * iOffice has no word for a refusal.
 */
function openResults(calls: Calls, settings: IofficeSettings): Inbox<{ readonly letter: Letter }> {
  let listed = new Map<string, Result>();

  async function* offers(signal: AbortSignal): AsyncGenerator<readonly Offer[]> {
    const maxBytes = settings.resultsMb * MB;
    const read = (octets: Uint8Array) => readList({ octets, settings });
    const data = await calls.call({ path: '/shared/congvan_stc/get_result/', maxBytes, read }, signal);
    listed = new Map((data as readonly Result[]).map((one) => [one.transportId, one]));
    try {
      yield [...listed.keys()].map((transportId) => ({ transportId, kind: 'document' as const }));
    } finally {
      listed.clear();
    }
  }

  function find({ transportId }: Offer): Result {
    const result = listed.get(transportId);
    if (!result) throw new Error(`the list has no result ${transportId}`);
    return result;
  }

  return {
    offers,
    open: async (offer) => ({ letter: letterOf(find(offer)) }),
    async tell(offer, verdict, signal) {
      const { transportId, receipt } = find(offer);
      if (verdict !== 'done') return;
      listed.delete(transportId);
      if ([...listed.values()].some((other) => other.receipt === receipt)) return;
      const path = `/shared/integration/doc/receive_status/?${new URLSearchParams({ ids: receipt })}`;
      await calls.call({ method: 'POST', path }, signal);
    },
  };
}
