import { vxp } from '../../../src/wire/index.ts';
import type { AxisUnit, Refusals } from '../../contract.ts';
import { type Followed, MOST_PAGES, type Period, type ReceivedLine, type SentLine } from '../client.ts';
import type { Calls, VxpSettings } from './calls.ts';

const PAGE = 500;
/** Levels of agencies that QĐ 20/2020 knows. */
const LEVELS = ['1', '2', '3', '4'];
const LONGEST_DIRECTORY_MS = 10 * 60_000;

type Sent = vxp.Item<'getSentEdocList'>;

/** Asks what became of a relay; a line without a recipient tells of the whole package. */
export async function follow(
  calls: Calls,
  { remoteId, kind, recipients }: Followed,
  signal: AbortSignal,
): Promise<{ refused: Refusals; final: boolean }> {
  const lines: SentLine[] = [];
  for (const docId of remoteId.split(',')) {
    const messagetype = kind === 'status' ? 'status' : 'edoc';
    const answer = await calls.call('getSentEdocList', { servicetype: 'eDoc', messagetype, docId }, { signal });
    lines.push(...vxp.readItems('getSentEdocList', answer.data).map(toSentLine));
  }
  const whole = lines.find((line) => line.to === '' && line.state === 'refused');
  const refused = new Map(
    recipients.flatMap((to) => {
      const line = whole ?? lines.find((one) => one.to === to && one.state === 'refused');
      return line ? [[to, { code: 'VXP_FAIL', detail: line.reason ?? 'FAIL' }] as const] : [];
    }),
  );
  const decided = (to: string) => lines.some((line) => line.to === to && line.state !== 'undecided');
  return { refused, final: whole !== undefined || recipients.every(decided) };
}

export async function* sent(calls: Calls, period: Period, signal: AbortSignal): AsyncGenerator<SentLine> {
  for (const messagetype of ['edoc', 'status']) {
    for await (const item of pages(calls, 'getSentEdocList', { messagetype, ...days(period) }, signal)) {
      if (item.senderDocId !== '') yield toSentLine(item);
    }
  }
}

export async function* received(calls: Calls, period: Period, signal: AbortSignal): AsyncGenerator<ReceivedLine> {
  for (const kind of ['document', 'status'] as const) {
    const seen = new Set<string>();
    // Without a status the list is what waits; what is done is asked for by name.
    for (const status of ['', 'done']) {
      const wanted = { messagetype: kind === 'status' ? 'status' : 'edoc', ...days(period), ...(status && { status }) };
      for await (const item of pages(calls, 'getReceivedEdocList', wanted, signal)) {
        if (item.docId === '' || seen.has(item.docId)) continue;
        seen.add(item.docId);
        const acknowledged = item.status.toUpperCase() === 'DONE';
        yield { transportId: item.docId, kind, from: item.from || null, to: item.to || null, acknowledged };
      }
    }
  }
}

/** All items of a list that does not change by being read; ends at a short page, or at one that was seen before. */
async function* pages<E extends 'getSentEdocList' | 'getReceivedEdocList'>(
  calls: Calls,
  endpoint: E,
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<vxp.Item<E>> {
  const shown = new Set<string>();
  for (let index = 0; index < MOST_PAGES; index += 1) {
    const parameters = {
      servicetype: 'eDoc',
      ...wanted,
      pageSize: String(PAGE),
      ...(index > 0 && { pageIndex: String(index) }),
    };
    const items = vxp.readItems(endpoint, (await calls.call(endpoint, parameters, { signal })).data);
    const fresh = items.filter((item) => !shown.has(JSON.stringify(item)));
    for (const item of fresh) shown.add(JSON.stringify(item));
    yield* fresh;
    // Counted from 1, page 1 is the first one again.
    if (items.length < PAGE || (fresh.length === 0 && index > 1)) return;
  }
}

/** The other side's directory: what changed after a version where its list knows versions, else all of it. */
export async function* directory(
  calls: Calls,
  settings: VxpSettings,
  since: number | null,
  signal: AbortSignal,
): AsyncGenerator<AxisUnit> {
  const options = { signal, timeoutMs: LONGEST_DIRECTORY_MS };
  if (settings.directory === 'units') {
    const parameters: Record<string, string> = since === null ? {} : { version: String(since) };
    for await (const item of list(calls, 'getSynchronizeUnit', parameters, options)) {
      // Nodes of the network stand among its units; nobody can be written to there.
      if (isFalse(item.isAgency)) continue;
      const { id, pid, code, name, mail } = item;
      const version = /^\d+$/.test(item.version) ? Number(item.version) : null;
      yield {
        id,
        parentId: pid || null,
        code,
        otherCodes: [],
        name,
        mail: mail || null,
        version,
        closed: isTrue(item.deleted),
      };
    }
  } else if (settings.directory === 'agencies') {
    for await (const item of list(calls, 'getAgenciesList', {}, options)) {
      yield unit({ ...item, other: item.oldCode });
    }
  } else if (settings.directory === 'qd20') {
    for (const level of LEVELS) {
      for await (const item of list(calls, 'getAgenciesListQD20', { level }, options)) {
        yield unit({ ...item, pid: '', other: item.code102 });
      }
    }
  }
}

async function* list<E extends vxp.ListEndpoint>(
  calls: Calls,
  endpoint: E,
  parameters: Readonly<Record<string, string>>,
  options: { signal: AbortSignal; timeoutMs: number },
): AsyncGenerator<vxp.Item<E>> {
  try {
    yield* vxp.streamItems(endpoint, await calls.stream(endpoint, parameters, options));
  } catch (problem) {
    throw problem instanceof vxp.ItemsMissing ? calls.refusal(endpoint, problem.answer) : problem;
  }
}

function unit(item: { id: string; pid: string; code: string; name: string; mail: string; other: string }): AxisUnit {
  const { id, pid, code, name, mail, other } = item;
  const otherCodes = other === '' || other === code ? [] : [other];
  return { id, parentId: pid || null, code, otherCodes, name, mail: mail || null, version: null, closed: false };
}

function toSentLine(item: Sent): SentLine {
  const state = { DONE: 'taken', FAIL: 'refused' }[item.sendStatus.toUpperCase()] as SentLine['state'] | undefined;
  return {
    remoteId: item.senderDocId,
    to: item.toCode,
    state: state ?? 'undecided',
    reason: item.receiveStatusDesc || item.sendStatusDesc || null,
    about: item.notation || item.title || null,
  };
}

/** Days as the field writes them. */
function days({ from, to }: Period): { fromDate: string; toDate: string } {
  return { fromDate: from.replaceAll('-', '/'), toDate: to.replaceAll('-', '/') };
}

const isTrue = (value: string) => value === '1' || value.toLowerCase() === 'true';
const isFalse = (value: string) => value === '0' || value.toLowerCase() === 'false';
