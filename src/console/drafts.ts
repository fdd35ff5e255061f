import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  COMPETENCES,
  countRecipients,
  DOCUMENT_TYPES,
  type Draft,
  type DraftFile,
  type FileMeans,
  findDraft,
  isPdfFile,
  LONGEST,
  listFiles,
  listGroups,
  listRecipients,
  notationOf,
  type Recipient,
  todayOf,
  typeOf,
  writeNumber,
  yearOf,
} from '../compose/index.ts';
import { transactionTime } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import type { Reader } from '../platform/database.ts';
import { type HubError, isHubError, type Language } from '../platform/errors.ts';
import { isId } from '../platform/ids.ts';
import { heldOutgoingNumber, nextOutgoingNumber } from '../register/index.ts';
import { type Agency, findAgencies, findSealingKey, may, receptions } from '../registry/index.ts';
import type { DraftProblems } from '../send-draft.ts';
import { judgeFiles } from '../trust/index.ts';
import { connectionOf } from './connections.ts';
import { type ConsoleContext, sessionOf } from './context.ts';
import { consoleError } from './errors.ts';
import { problemWords } from './problems.ts';
import { languageOf, show } from './render.ts';
import { type WordKey, wordOf } from './words.ts';

/** Recipients that the page of a draft names itself; the others have a page of their own. */
const SHOWN_RECIPIENTS = 30;
/** Base64 and the envelope around it. */
const OVERHEAD = 4 / 3;

export interface OwnDraft {
  readonly draft: Draft;
  readonly sender: Agency;
}

/** What the act before this page has to say. */
export interface Told {
  readonly good?: string;
  readonly bad?: HubError | null;
  readonly problems?: DraftProblems;
  /** The text of a search that was asked for without scripts. */
  readonly search?: object;
}

/** A draft of the reader's own, for an agency for which he may send today; everything else does not exist. */
export async function ownDraft({ hub }: ConsoleContext, request: FastifyRequest): Promise<OwnDraft> {
  const { id } = request.params as { id: string };
  const { person } = sessionOf(request);
  const draft = isId(id) ? await findDraft(hub.database.db, person.accountId, id) : null;
  if (!draft || !may(person.principal, 'document.send', { senderId: draft.agencyId }))
    throw consoleError('PAGE_UNKNOWN');
  const sender = (await findAgencies(hub.database.db, [draft.agencyId])).get(draft.agencyId)!;
  return { draft, sender };
}

/** The page of a draft as it stands now. */
export async function showDraft(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { draft: { id }, sender }: OwnDraft,
  told: Told = {},
): Promise<FastifyReply> {
  const { db } = hub.database;
  const { accountId } = sessionOf(request).person;
  const draft = (await findDraft(db, accountId, id)) ?? missing();
  const language = languageOf(request);
  const [key, files, chosen, hints] = await Promise.all([
    findSealingKey(db, sender),
    listFiles(db, id),
    chosenOf(hub, draft, language),
    hintsOf(db, draft, sender, language),
  ]);
  if (told.bad) reply.code(told.bad.spec.status);
  else if (told.problems) reply.code(422);
  return show(request, reply, 'compose-draft', wordOf('composeNew', language), {
    place: 'compose',
    draft,
    sender,
    key,
    fields: draft.fields,
    types: DOCUMENT_TYPES,
    competences: COMPETENCES,
    longest: LONGEST,
    files: filesOf(draft, files, language),
    ...chosen,
    hints,
    wrong: problemWords(told.problems ?? {}, language),
    good: told.good ?? '',
    bad: told.bad ? badWords(told.bad, language) : null,
    search: told.search ?? null,
  });
}

/** The recipients that a page of a draft shows. */
export async function chosenOf(
  hub: Hub,
  { id, agencyId }: Pick<Draft, 'id' | 'agencyId'>,
  language: Language,
  page: { readonly limit?: number; readonly from?: number } = {},
) {
  const { db } = hub.database;
  const { limit = SHOWN_RECIPIENTS, from = 0 } = page;
  const [counts, rows, groups] = await Promise.all([
    countRecipients(db, id),
    listRecipients(db, id, { limit, from }),
    listGroups(db, [agencyId]),
  ]);
  const total = counts.action + counts.information;
  return { counts, total, recipients: await nameRecipients(db, rows, language), groups, shown: from + rows.length };
}

/** Each with its name, its code, and whether it is connected and how. */
export async function nameRecipients(reader: Reader, rows: readonly Recipient[], language: Language) {
  const agencies = await findAgencies(
    reader,
    rows.map((row) => row.agencyId),
  );
  const received = await receptions(reader, [...agencies.values()]);
  return rows.map(({ agencyId, purpose }) => {
    const agency = agencies.get(agencyId)!;
    return { agency, purpose, connection: connectionOf(received.get(agencyId)!, agency, language) };
  });
}

/** What the hub would put where nothing is typed. */
export async function hintsOf(reader: Reader, draft: Draft, sender: Agency, language: Language) {
  const { fields } = draft;
  const today = todayOf(await transactionTime(reader));
  const series = { agencyId: sender.id, year: yearOf(fields, today), series: typeOf(fields) };
  const held = await heldOutgoingNumber(reader, draft.id);
  const holds = held?.series === series.series && held.year === series.year;
  const number = writeNumber(holds ? held.number : await nextOutgoingNumber(reader, series));
  return {
    number: wordOf(holds ? 'numberHeld' : 'numberHint', language, { number }),
    notation: wordOf('notationHint', language, { notation: notationOf({ ...fields, notation: '' }, sender) }),
  };
}

const ROLES = { main: 'roleMain', annex: 'roleAnnex', copy: 'roleCopy' } as const satisfies Record<string, WordKey>;
const FILE_STATES = {
  complete: ['fileComplete', 'green'],
  incomplete: ['fileIncomplete', 'red'],
  'not-signable': ['fileUnsigned', ''],
  'not-determined': ['fileUnknown', 'amber'],
} as const satisfies Record<string, readonly [WordKey, string]>;

/** Each file with its part in the document and, in the law's words, which signatures it carries and which are missing. */
function filesOf(draft: Draft, files: readonly DraftFile[], language: Language) {
  const hints = {
    typeName: DOCUMENT_TYPES[typeOf(draft.fields)].vi,
    codeNotation: draft.fields.notation || DOCUMENT_TYPES[typeOf(draft.fields)].abbreviation,
  };
  const judged = judgeFiles(
    files.map(({ position, name, found }) => ({ ...found, position, name })),
    hints,
  );
  return files.map((file, index) => {
    const { role, judgement } = judged[index]!;
    const [state, tone] = FILE_STATES[judgement.status];
    return {
      ...file,
      role: wordOf(ROLES[role], language),
      state: wordOf(state, language),
      tone,
      first: index === 0,
      pdf: isPdfFile(file),
      notices: [...new Set(judgement.notices.map((one) => one[language]))],
    };
  });
}

function badWords(error: HubError, language: Language) {
  return { title: error.title(language), fix: error.fix(language), code: error.code };
}

/** Where the files of drafts are kept, and their limits: a package of them has to fit the hub's own. */
export function fileMeans({ database, blobs, config, diskReserve, verifier }: Hub): FileMeans {
  return {
    db: database.db,
    blobs,
    reserveBytes: diskReserve,
    mostFiles: config.maxAttachments,
    mostFileBytes: config.maxAttachmentBytes,
    mostBytes: Math.floor((config.maxMessageBytes - config.maxEnvelopeBytes) / OVERHEAD),
    inspect: (file) => verifier.inspectFile(file),
  };
}

/** Runs an act on a draft; what stops it is told on the page, where everything typed still stands. */
export async function actOn(
  context: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  own: OwnDraft,
  act: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await act();
  } catch (error) {
    if (!isHubError(error) || error.code === 'PAGE_UNKNOWN') throw error;
    return showDraft(context, request, reply, own, { bad: error });
  }
}

function missing(): never {
  throw consoleError('PAGE_UNKNOWN');
}
