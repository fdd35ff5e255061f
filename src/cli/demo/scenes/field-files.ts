import type { DocumentHeader } from '../../../edxml/index.ts';
import { buildDocument, openAttachment } from '../../../edxml/index.ts';
import { signByReference } from '../../../trust/index.ts';
import { type FieldFile, isBehindAxis } from '../field.ts';
import type { Problem } from '../hub-client.ts';
import type { Desk, Office } from '../office.ts';
import { type Stage, sha256, tellDelivery, tellProblem } from '../stage.ts';
import type { Scene } from '../story.ts';
import { type Teller, words } from '../teller.ts';

/** What became of one file, for the table. */
export interface FieldOutcome {
  readonly file: string;
  readonly kind: string;
  /** Of the file as it is: `accepted`, `repeated`, or the code that refused it. */
  readonly asIs: string;
  readonly line: number | null;
  /** Of the copy that the demonstration signed; null where none is made. */
  readonly signed: string | null;
}

/** Each file travels byte for byte; documents also as a copy signed by reference. One after another: later ones speak of earlier ones. */
export function fieldScene(files: readonly FieldFile[], office: Office, outcomes: FieldOutcome[]): Scene {
  return {
    title: words('Tệp thực tế, gửi nguyên từng byte', 'Field files, sent byte for byte'),
    async play(stage, teller) {
      const desks = [office.desk, stage.government.desk, stage.pushed];
      for (const file of files) {
        teller.say(`— ${file.name}`, `— ${file.name}`);
        outcomes.push(await sendFile(stage, teller, file, { office, desks, files }));
      }
      teller.expect(outcomes.length > 0, `${outcomes.length} tệp đã được thử`, `${outcomes.length} files were tried`);
    },
  };
}

interface Around {
  readonly office: Office;
  readonly desks: readonly Desk[];
  readonly files: readonly FieldFile[];
}

async function sendFile(stage: Stage, teller: Teller, file: FieldFile, around: Around): Promise<FieldOutcome> {
  const header = file.read?.header;
  const from = header?.from.organId;
  const by = from && isBehindAxis(from) ? stage.government : around.office;
  const answer = await by.client.send({ body: file.bytes });
  if (answer.accepted === null) return refused(stage, teller, file, answer.problem, around, by);

  const { accepted } = answer;
  teller.detail(`submission ${accepted.submissionId}  document ${accepted.documentId}`);
  for (const one of accepted.deliveries) tellDelivery(teller, one);
  if (!accepted.replay && accepted.deliveries.some((one) => one.word !== 'failed')) {
    await firstOf(around.desks, file.sha256);
  }
  stage.sent.push({ label: file.name, from: from ?? '', client: by.client, documentId: accepted.documentId });
  teller.expect(
    file.read !== null,
    accepted.replay ? 'đã gửi từ lần trước: cùng một câu trả lời' : `đã nhận và đến nơi, đúng từng byte`,
    accepted.replay ? 'was sent before: the same answer' : 'taken on and arrived, byte for byte',
  );
  const asIs = accepted.replay ? 'repeated' : 'accepted';
  return {
    file: file.name,
    kind: kindOf(file),
    asIs,
    line: null,
    signed: await signCopy(stage, teller, file, around, by),
  };
}

/** A broken file has to be refused; so has a second new document under the DocumentId of another file of the folder. */
async function refused(
  stage: Stage,
  teller: Teller,
  file: FieldFile,
  problem: Problem,
  around: Around,
  by: Office,
): Promise<FieldOutcome> {
  tellProblem(teller, problem);
  const expected = file.read ? 'DUPLICATE_CONFLICT' : file.problem?.code;
  const excused = file.read === null || sharesId(file, around.files);
  teller.expect(
    excused && problem.code === expected,
    file.read ? 'trùng mã định danh với một tệp khác trong thư mục' : 'tệp hỏng: bị từ chối, nêu rõ chỗ sai',
    file.read ? 'has the DocumentId of another file of the folder' : 'broken: refused, and told what is wrong',
    problem.code,
  );
  stage.refused.push({ label: file.name, from: file.read?.header.from.organId ?? '', client: by.client, problem });
  const signed = file.read ? await signCopy(stage, teller, file, around, by) : null;
  return { file: file.name, kind: kindOf(file), asIs: problem.code, line: problem.line ?? null, signed };
}

/** The same content under an id of its own, signed by reference with the sender's demonstration certificate. */
async function signCopy(
  stage: Stage,
  teller: Teller,
  file: FieldFile,
  { desks }: Around,
  by: Office,
): Promise<string | null> {
  if (file.read?.header.kind !== 'document') return null;
  const { header } = file.read;
  const key = stage.keys.agencies[header.from.organId];
  if (!key) return null;
  const copy: DocumentHeader = { ...header, documentId: `${header.documentId},bản ký ${stage.numbers.next()}` };
  const bytes = await signByReference(await rebuild(file, copy), key);
  const answer = await by.client.send({ body: bytes });
  const accepted = answer.accepted;
  if (answer.problem) tellProblem(teller, answer.problem);
  if (accepted?.deliveries.some((one) => one.word !== 'failed')) await firstOf(desks, sha256(bytes));
  teller.expect(
    accepted?.verdict.indication === 'TOTAL_PASSED',
    'bản ký bằng chứng thư số thử nghiệm: chữ ký hợp lệ, đã đến nơi',
    'the copy signed with a demonstration certificate: the signature holds, it has arrived',
    answer.problem?.code ?? accepted?.verdict.indication ?? '',
  );
  if (!accepted) return answer.problem?.code ?? null;
  stage.sent.push({
    label: `${file.name} (ký)`,
    from: header.from.organId,
    client: by.client,
    documentId: accepted.documentId,
  });
  return 'accepted';
}

async function rebuild(file: FieldFile, header: DocumentHeader): Promise<Buffer> {
  const attachments = await Promise.all(
    (file.read?.attachments ?? []).map(async (view) => ({
      contentId: view.contentId,
      name: view.name,
      mediaType: view.mediaType,
      content: Buffer.concat(await openAttachment(file.path, view).toArray()),
    })),
  );
  return buildDocument(header, attachments);
}

function sharesId(file: FieldFile, files: readonly FieldFile[]): boolean {
  const key = idOf(file);
  return files.some((other) => other !== file && idOf(other) === key);
}

function idOf({ read }: FieldFile): string | null {
  if (read?.header.kind !== 'document') return null;
  return `${read.header.from.organId} ${read.header.documentId} ${read.header.bussiness?.docType ?? 0}`;
}

function kindOf({ read }: FieldFile): string {
  if (!read) return '–';
  const { header } = read;
  return header.kind === 'status' ? `status ${header.statusCode}` : `edoc ${header.bussiness?.docType ?? 0}`;
}

async function firstOf(desks: readonly Desk[], digest: string): Promise<void> {
  await Promise.any(desks.map((desk) => desk.bytes(digest))).catch((none: AggregateError) => {
    throw new Error(none.errors.map((problem) => String(problem)).join('; '));
  });
}
