import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type DocumentHeader,
  type DocumentInput,
  EDXML_MEDIA_TYPE,
  readPackage,
  type StatusHeader,
} from '../../../edxml/index.ts';
import type { Quirk } from './quirks.ts';

/** An incoming document as the system shows it. */
export interface Entry {
  readonly deliveryId: string;
  readonly uid: string;
  readonly from: string;
  /** Number and notation, and day, as a status repeats them. */
  readonly code: string;
  readonly promulgationDate: string;
  subject: string;
  files: readonly string[];
  dueDate: string | null;
  priority: number;
  mark: 'recalled' | 'replaced' | null;
}

/** An outgoing document as the system shows it. */
export interface Outgoing {
  readonly uid: string;
  readonly subject: string;
  readonly header: DocumentInput;
  /** The hub's id of it. */
  readonly id: string;
  /** The last business status that counts, 02 and 15 included. */
  status: string | null;
  reason: string | null;
  /** Its sender was told, without asking, that it could not be delivered. */
  toldOfFailure: boolean;
}

const FLASH = 3;
const LARGE_BYTES = 600_000;
/** How far a status brings a document; a late one never takes it back. */
const RANK: Readonly<Record<string, number>> = {
  '01': 1,
  '03': 2,
  '04': 3,
  '05': 4,
  '06': 5,
  '02': 6,
  '15': 7,
  '16': 7,
};

/** What came in cannot be taken: with the status that a webhook answers. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** Documents and statuses of a small document system, kept as the rules of the hub ask for. */
export class Mailroom {
  readonly entries: Entry[] = [];
  readonly outgoing: Outgoing[] = [];
  /** DocumentIds of recalls, with the delivery of the recall: also of documents that never came. */
  readonly recalls = new Map<string, string>();
  /** DocumentIds of requests to take back. */
  readonly requests = new Set<string>();
  readonly #taken = new Set<string>();
  readonly #quirks: ReadonlySet<Quirk>;
  readonly #ownCode: string;
  #folder: Promise<string> | null = null;

  constructor(ownCode: string, quirks: ReadonlySet<Quirk>) {
    this.#ownCode = ownCode;
    this.#quirks = quirks;
  }

  /** Takes a package in, once for every delivery. Gives the entry when it is a new document. Throws `NotTaken`. */
  async takeIn(deliveryId: string, bytes: Buffer): Promise<Entry | null> {
    const { header } = await this.#read(deliveryId, bytes);
    // From here on nothing waits: two copies that come at the same time are one after the other.
    const known = this.#taken.has(deliveryId);
    if (known && !this.#is('stores-twice') && !this.#is('newest-wins')) return null;
    this.#refuseWhatIsNotLiked(header, bytes);
    this.#taken.add(deliveryId);
    if (header.kind === 'status') {
      this.#takeStatus(header);
      return null;
    }
    return this.#takeDocument(deliveryId, header, known);
  }

  find(uid: string): Entry | undefined {
    return this.entries.find((one) => one.uid === uid);
  }

  sent(subject: string): Outgoing | undefined {
    return this.outgoing.find((one) => one.subject === subject);
  }

  async close(): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  #takeDocument(deliveryId: string, header: DocumentHeader, known: boolean): Entry | null {
    const { documentId: uid, bussiness } = header;
    const docType = bussiness?.docType ?? 0;
    const held = this.find(uid);
    if (docType === 1) {
      if (!this.#is('ignores-recalls')) this.recalls.set(uid, deliveryId);
      return null;
    }
    if (this.recalls.has(uid) && !this.#is('forgets-recalls')) return null;
    if (docType === 3 && !this.#is('ignores-replacements')) {
      for (const { documentId } of bussiness?.replacements ?? []) {
        const old = this.find(documentId);
        if (old) old.mark = 'replaced';
      }
    }
    const content = this.#contentOf(header);
    const replaces = docType === 2 ? !this.#is('adds-updates') : known && this.#is('newest-wins');
    if (held && replaces) {
      Object.assign(held, content);
      return null;
    }
    const entry: Entry = {
      deliveryId,
      uid,
      from: header.from.organId,
      code: `${header.codeNumber}/${header.codeNotation}`,
      promulgationDate: header.promulgationDate ?? '',
      mark: null,
      ...content,
    };
    this.entries.push(entry);
    return entry;
  }

  #contentOf(header: DocumentHeader): Pick<Entry, 'subject' | 'files' | 'dueDate' | 'priority'> {
    const names = header.manifest.map(({ name }) => this.shown(name ?? ''));
    return {
      subject: this.shown(header.subject),
      files: this.#is('keeps-files-by-name') ? [...new Set(names)] : names,
      dueDate: this.#is('forgets-details') ? null : header.dueDate,
      priority: header.priority,
    };
  }

  /** Text as it gets onto the screens of this system. */
  shown(text: string): string {
    return this.#is('garbles-letters') ? text.replace(/[&<>"\u{10000}-\u{10ffff}]/gu, '?') : text;
  }

  isFlash(entry: Entry): boolean {
    return entry.priority >= FLASH;
  }

  #takeStatus({ statusCode, responseFor, description }: StatusHeader): void {
    const uid = responseFor.documentId ?? '';
    if (statusCode === '13') {
      this.requests.add(uid);
      return;
    }
    const one = this.outgoing.find((out) => out.uid === uid);
    if (!one) return;
    const rank = (code: string | null) => (code === null ? 0 : (RANK[code] ?? 0));
    if (rank(statusCode) < rank(one.status) && !this.#is('believes-the-last-word')) return;
    one.status = statusCode;
    one.reason = this.#is('hides-refusals') ? null : description;
  }

  #refuseWhatIsNotLiked(header: DocumentHeader | StatusHeader, bytes: Buffer): void {
    if (header.kind === 'status') return;
    if (this.#is('takes-no-large-files') && bytes.length > LARGE_BYTES) throw new NotTaken(413);
    if (this.#is('wants-all-fields') && header.codeNumber === null) throw new NotTaken(422);
    const named = header.to.some(({ organId }) => organId === this.#ownCode);
    if (this.#is('knows-one-code') && !named) throw new NotTaken(404);
  }

  async #read(deliveryId: string, bytes: Buffer) {
    this.#folder ??= mkdtemp(path.join(tmpdir(), 'lienthong-reference-'));
    const file = path.join(await this.#folder, `${deliveryId}.edxml`);
    await writeFile(file, bytes);
    return readPackage({ path: file, mediaType: EDXML_MEDIA_TYPE });
  }

  #is(quirk: Quirk): boolean {
    return this.#quirks.has(quirk);
  }
}
