import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { buildDocument, type DocumentInput } from '../../edxml/index.ts';
import type { Language } from '../../platform/errors.ts';
import { type Accepted, HubClient, type InboxItem } from '../demo/hub-client.ts';
import { todayInVietnam } from '../demo/numbers.ts';
import type { DemoHub } from './hubs.ts';
import { PLACES, type Place } from './places.ts';

/** What does not come in this time is a failed expectation, not a wait without end. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** A document before it is sent. */
export interface Letter {
  readonly uid: string;
  readonly code: string;
  readonly xml: Buffer;
  readonly sha256: string;
  readonly header: DocumentInput;
}

export interface LetterPlan {
  readonly from: Place;
  readonly to: readonly Place[];
  readonly subject: string;
  readonly priority?: 0 | 3;
  /** The earlier letter that this one recalls. */
  readonly recalls?: Letter;
}

export interface Taken {
  readonly item: InboxItem;
  readonly sha256: string;
}

/** The document system of one side: it sends for all its agencies, takes their mail and reports on it. */
export class Clerk {
  readonly client: HubClient;
  readonly #run: string;
  #number = 0;

  constructor(hub: DemoHub, language: Language, run: string) {
    this.client = new HubClient(`qlvb-${hub.side}`, hub.url, hub.key, language);
    this.#run = run;
  }

  write({ from, to, subject, priority = 0, recalls }: LetterPlan): Letter {
    this.#number += 1;
    const date = todayInVietnam();
    const number = `${this.#run}${String(this.#number).padStart(2, '0')}`;
    const code = recalls?.code ?? `${number}/VB-${from.code.slice(-3)}`;
    const header: DocumentInput = {
      from: organization(from),
      to: to.map(organization),
      documentId: recalls?.uid ?? `${from.code},${date},${code}`,
      codeNumber: code.slice(0, code.indexOf('/')),
      codeNotation: code.slice(code.indexOf('/') + 1),
      promulgationDate: date,
      place: 'Lạc Hồng',
      type: '1',
      typeName: 'Công văn',
      subject,
      signerName: 'Âu Thị Hải Yến',
      priority,
      bussiness: { docType: recalls ? 1 : 0, reason: recalls ? 'Ban hành nhầm phụ lục' : 'Văn bản điện tử mới' },
    };
    const content = Buffer.from(`%PDF-1.4\n% ${subject}\n%%EOF\n`);
    const xml = buildDocument(header, [
      { contentId: `tep-${number}`, name: 'cong-van.pdf', mediaType: 'application/pdf', content },
    ]);
    return { uid: header.documentId, code, xml, sha256: digest(xml), header };
  }

  async send(letter: Letter): Promise<Accepted> {
    const { accepted, problem } = await this.client.send({ body: letter.xml });
    if (!accepted) throw new Error(`${problem.code}: ${problem.title}`);
    return accepted;
  }

  /** Waits until so many copies of a document are in the inbox, takes them all and acknowledges each. */
  async take(letter: Letter, copies: number, docType = 0): Promise<Taken[]> {
    const taken: Taken[] = [];
    await eventually(`${copies} × ${letter.code}`, async () => {
      for (const item of await this.client.inbox()) {
        const { documentUid, kind, docType: type } = item.document;
        if (kind !== 'document' || documentUid !== letter.uid || type !== docType) continue;
        const { bytes } = await this.client.content(item.deliveryId);
        await this.client.acknowledge(item.deliveryId);
        taken.push({ item, sha256: digest(bytes) });
      }
      return taken.length >= copies;
    });
    return taken;
  }

  /** Waits until the sender sees these recipients in this state. */
  async sees(documentId: string, word: string, recipients: number): Promise<void> {
    await eventually(`${recipients} × ${word}`, async () => {
      const { deliveries } = await this.client.document(documentId);
      return deliveries.filter((one) => one.word === word).length >= recipients;
    });
  }
}

export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
    if (await isSo()) return;
  }
  throw new Error(`${what}: not within ${PATIENCE_MS / 1_000} s`);
}

export function placeOf(code: string): Place {
  return PLACES.find((place) => place.code === code)!;
}

function organization({ code, name }: Place) {
  return { organId: code, organName: name };
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
