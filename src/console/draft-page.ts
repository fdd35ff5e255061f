import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DraftProblems } from '../acts/send-draft.ts';
import {
  COMPETENCES,
  countRecipients,
  DOCUMENT_TYPES,
  type Draft,
  type DraftFile,
  findDraft,
  isPdfFile,
  LONGEST,
  listFiles,
  listGroups,
  listRecipients,
  notationOf,
  numberSeriesOf,
  type Recipient,
  type RecipientPage,
  todayOf,
  typeOf,
  writeNumber,
} from '../compose/index.ts';
import { transactionTime } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import type { Reader } from '../platform/database.ts';
import type { HubError, Language } from '../platform/errors.ts';
import { heldOutgoingNumber, nextOutgoingNumber } from '../register/index.ts';
import { type Agency, findAgencies, findSealingKey, receptions } from '../registry/index.ts';
import type { Operation } from '../signing/index.ts';
import { judgeFiles } from '../trust/index.ts';
import { answerableBy } from './answerable.ts';
import { connectionOf } from './connections.ts';
import { BASE, type ConsoleContext, sessionOf } from './context.ts';
import type { OwnDraft } from './drafts.ts';
import { consoleError } from './errors.ts';
import { POLICY } from './guard.ts';
import { problemWords } from './problems.ts';
import { languageOf, show } from './render.ts';
import { type WordKey, wordOf } from './words.ts';

/** Recipients that the page of a draft names itself; the others have a page of their own. */
const SHOWN_RECIPIENTS = 30;

/** What the act before this page has to say. */
export interface Told {
  readonly good?: string;
  readonly bad?: HubError | null;
  readonly problems?: DraftProblems;
  /** The text of a search that was asked for without scripts. */
  readonly search?: object;
  /** The same among the documents that this one may answer. */
  readonly answering?: string;
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
  const { answering = '' } = told;
  const draft = await findDraft(db, accountId, id);
  if (!draft) throw consoleError('PAGE_UNKNOWN');
  const language = languageOf(request);
  const [key, files, chosen, hints, answerable] = await Promise.all([
    findSealingKey(db, sender),
    listFiles(db, id),
    chosenOf(hub, draft, language),
    hintsOf(db, draft, sender, language),
    draft.answers ? [] : answerableBy(db, sender, answering),
  ]);
  reply.header('content-security-policy', signingPolicy(hub.config.signService));
  if (told.bad) reply.code(told.bad.spec.status);
  else if (told.problems) reply.code(422);
  return show(request, reply, 'compose-draft', wordOf('composeNew', language), {
    place: 'compose',
    path: `${BASE}/compose/${id}`,
    draft,
    sender,
    key,
    fields: draft.fields,
    types: DOCUMENT_TYPES,
    competences: COMPETENCES,
    longest: LONGEST,
    files: filesOf(draft, files, language),
    signService: hub.config.signService,
    ...chosen,
    hints,
    answerable,
    answering,
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
  page: RecipientPage = { limit: SHOWN_RECIPIENTS },
) {
  const { db } = hub.database;
  const [counts, { items, next }, groups] = await Promise.all([
    countRecipients(db, id),
    listRecipients(db, id, page),
    listGroups(db, [agencyId]),
  ]);
  const total = counts.action + counts.information;
  return { counts, total, recipients: await nameRecipients(db, items, language), groups, next };
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
  const series = numberSeriesOf(fields, sender, today);
  const held = await heldOutgoingNumber(reader, draft.id);
  const holds = held?.series === series.series && held.year === series.year;
  const number = writeNumber(holds ? held.number : await nextOutgoingNumber(reader, series));
  return {
    number: wordOf(holds ? 'numberHeld' : 'numberHint', language, { number }),
    notation: wordOf('notationHint', language, { notation: notationOf({ ...fields, notation: '' }, sender) }),
  };
}

const ROLES = { main: 'roleMain', annex: 'roleAnnex', copy: 'roleCopy' } as const satisfies Record<string, WordKey>;
/** By which of the service's operations a file of each part is signed. */
const OPERATIONS_OF = {
  main: [
    ['approve', 'signApprove'],
    ['issue', 'signIssue'],
  ],
  annex: [['appendix', 'signAppendix']],
  copy: [['copy', 'signCopy']],
} as const satisfies Record<string, readonly (readonly [Operation, WordKey])[]>;
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
      operations: isPdfFile(file) ? OPERATIONS_OF[role] : [],
      state: wordOf(state, language),
      tone,
      first: index === 0,
      pdf: isPdfFile(file),
      notices: [...new Set(judgement.notices.map((one) => one[language]))],
    };
  });
}

/** The page of a draft alone may speak to the signing service of its reader's machine. */
function signingPolicy(service: string): string {
  return service === 'off' ? POLICY : POLICY.replace("connect-src 'self'", `connect-src 'self' ${service}`);
}

function badWords(error: HubError, language: Language) {
  return { title: error.title(language), fix: error.fix(language), code: error.code };
}
