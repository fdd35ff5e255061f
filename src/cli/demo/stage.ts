import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { buildDocument } from '../../edxml/index.ts';
import { SIGNATURE_WORDS, URGENCY_WORDS } from '../../evidence/index.ts';
import type { Language } from '../../platform/errors.ts';
import { type SigningKey, signByReference, signPdf } from '../../trust/index.ts';
import { CHANNEL_WORDS } from '../channel-words.ts';
import type { Keys } from './cast.ts';
import type { CatalogueDesk } from './catalogues.ts';
import type { Accepted, Delivery, HubClient, Problem, SendAnswer } from './hub-client.ts';
import { type Letter, type LetterPlan, writeLetter } from './letters.ts';
import type { Numbers } from './numbers.ts';
import type { Desk, Office } from './office.ts';
import { letterPdf } from './paper/letter.ts';
import { PLACES, type PlaceKey, type SystemKey } from './province.ts';
import type { Teller } from './teller.ts';

/** One document that was handed in, for the table at the end. */
export interface Sent {
  readonly label: string;
  readonly from: string;
  readonly client: HubClient;
  readonly documentId: string;
}

/** A package that a hub refused; it has a receipt all the same. */
export interface Refused {
  readonly label: string;
  readonly from: string;
  readonly client: HubClient;
  readonly problem: Problem;
}

/** Everyone and everything that the scenes work with. */
export interface Stage {
  readonly language: Language;
  readonly numbers: Numbers;
  readonly offices: Readonly<Record<SystemKey, Office>>;
  /** Xã Vĩnh An's own receiver, to which the hub pushes. */
  readonly pushed: Desk;
  /** Văn phòng Chính phủ's document system, at its own hub. */
  readonly government: Office;
  readonly keys: Keys;
  readonly catalogues: CatalogueDesk;
  readonly sent: Sent[];
  readonly refused: Refused[];
}

export interface Attached {
  readonly name: string;
  readonly content: Buffer;
}

export interface Written extends Letter {
  readonly bytes: Buffer;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
}

export interface Posted extends Written {
  readonly answer: Accepted;
}

/** Writes a document with a PDF of its text, or with the given files, and signs it by reference. */
export async function write(
  stage: Stage,
  plan: Omit<LetterPlan, 'number'>,
  options: { readonly files?: readonly Attached[]; readonly signer?: PlaceKey } = {},
): Promise<Written> {
  const letter = writeLetter({ ...plan, number: plan.same ? 0 : stage.numbers.next() });
  const files = options.files ?? [pdfOf(stage, letter)];
  const xml = buildDocument(letter.header, attachments(files));
  return finish(letter, await signByReference(xml, keyOf(stage, options.signer ?? plan.from)));
}

export function finish(letter: Letter, bytes: Buffer): Written {
  return { ...letter, bytes, sha256: sha256(bytes) };
}

export function attachments(files: readonly Attached[]) {
  return files.map(({ name, content }, index) => ({
    contentId: `tep-${index + 1}`,
    name,
    mediaType: 'application/pdf',
    content,
  }));
}

/** The main document as a PDF that its leader and then its agency have signed (NĐ 30/2020 Art 32(2)(d)). */
export function pdfOf(stage: Stage, letter: Letter): Attached {
  const { code, from, header } = letter;
  const page = letterPdf({
    agency: PLACES[from].name,
    code,
    place: header.place ?? '',
    date: letter.promulgationDate,
    typeName: header.typeName ?? 'Công văn',
    subject: header.subject,
    urgency: header.priority ? URGENCY_WORDS[header.priority]!.vi : null,
    to: header.to.map((one) => one.organName ?? one.organId),
    competence: header.competence ?? '',
    position: header.position ?? '',
    signer: header.signerName ?? '',
  });
  const leader = stage.keys.leaders[from];
  const content = leader ? signPdf(signPdf(page, leader), keyOf(stage, from)) : page;
  return { name: `${code.replace('/', '-')}.pdf`, content };
}

export function keyOf(stage: Stage, place: PlaceKey): SigningKey {
  const key = stage.keys.agencies[PLACES[place].code];
  if (!key) throw new Error(`nobody signs for ${place}`);
  return key;
}

/** Hands a document in and tells what the hub found. Throws when the hub refuses it. */
export async function post(
  stage: Stage,
  teller: Teller,
  client: HubClient,
  written: Written,
  mediaType?: string,
): Promise<Posted> {
  const { header, code, from } = written;
  const to = header.to.map((one) => one.organName ?? one.organId).join('; ');
  teller.say(
    `${PLACES[from].name} gửi ${code} «${header.subject}» đến: ${to}`,
    `${PLACES[from].name} sends ${code} “${header.subject}” to: ${to}`,
  );
  const answer = await client.send({ body: written.bytes, ...(mediaType && { mediaType }) });
  const { accepted } = answer;
  if (accepted === null) throw new Error(told(answer));
  tellAccepted(teller, accepted, written.bytes.length);
  stage.sent.push({ label: labelOf(written), from: PLACES[from].name, client, documentId: accepted.documentId });
  return { ...written, answer: accepted };
}

/** Hands in what must be refused with this code, and tells how. */
export async function postRefused(
  stage: Stage,
  teller: Teller,
  client: HubClient,
  written: Written,
  code: string,
): Promise<void> {
  const answer = await client.send({ body: written.bytes });
  const { problem } = answer;
  teller.expect(
    problem?.code === code,
    `Hệ thống không nhận: ${code}`,
    `Rejected by the hub: ${code}`,
    problem ? problem.code : 'accepted',
  );
  if (!problem) return;
  tellProblem(teller, problem);
  stage.refused.push({ label: labelOf(written), from: PLACES[written.from].name, client, problem });
}

/** A recall and an update share the number of their original. */
function labelOf({ code, header }: Letter): string {
  return code + ['', ' (thu hồi)', ' (cập nhật)', ' (thay thế)'][header.bussiness?.docType ?? 0];
}

export function tellProblem(teller: Teller, problem: Problem): void {
  const told = `${problem.status} ${problem.code}: ${problem.title}`;
  teller.say(told, told);
  teller.say(`→ ${problem.detail}`, `→ ${problem.detail}`);
  if (problem.submissionId) teller.detail(`submission ${problem.submissionId}`);
}

export function told(answer: SendAnswer): string {
  const { problem, status } = answer;
  return problem ? `${status} ${problem.code}: ${problem.title}` : String(status);
}

function tellAccepted(teller: Teller, accepted: Accepted, size: number): void {
  const { verdict } = accepted;
  teller.say(
    `Trục đã nhận ${size} byte, kiểm tra chữ ký: ${SIGNATURE_WORDS[verdict.signature].vi}; bên ký: ${verdict.signer?.subject ?? 'không có'}`,
    `The hub received ${size} bytes; signature ${SIGNATURE_WORDS[verdict.signature].en}; signer: ${verdict.signer?.subject ?? 'none'}`,
  );
  teller.detail(`submission ${accepted.submissionId}  document ${accepted.documentId}`);
  for (const one of accepted.deliveries) tellDelivery(teller, one);
}

export function tellDelivery(teller: Teller, one: Delivery): void {
  const name = one.agencyName ?? one.addressedCode;
  const via =
    one.handoverCode !== null && one.handoverName !== one.agencyName
      ? ` ⇒ ${one.handoverName} (${one.handoverCode})`
      : '';
  const axis = one.axis ? ` ${one.axis}` : '';
  const way = (language: Language) => {
    if (one.reason) return `: ${one.reasonCode}`;
    return ` (${CHANNEL_WORDS[one.channel]?.[language] ?? one.channel}${axis})`;
  };
  teller.say(`· ${name}${via}: ${one.words.vi}${way('vi')}`, `· ${name}${via}: ${one.words.en}${way('en')}`);
  teller.detail(`delivery ${one.id}`);
}

const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

/** Looks at a document's deliveries, as its sender would on his screen, until they are as awaited. */
export async function until(
  client: HubClient,
  documentId: string,
  ready: (deliveries: readonly Delivery[]) => boolean,
): Promise<readonly Delivery[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { deliveries } = await client.document(documentId);
    if (ready(deliveries) || Date.now() > end) return deliveries;
    await pause(LOOK_MS);
  }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
