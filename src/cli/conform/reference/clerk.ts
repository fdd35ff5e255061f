import { setTimeout as pause } from 'node:timers/promises';
import { buildDocument, type DocumentInput } from '../../../edxml/index.ts';
import { signByReference } from '../../../trust/index.ts';
import { todayInVietnam } from '../../demo/numbers.ts';
import { makePdf } from '../../demo/pdf.ts';
import type { Person, Question, Task } from '../person.ts';
import type { Seat } from '../seat.ts';
import { type Link, persist } from './link.ts';
import type { Entry, Mailroom, Outgoing } from './mailroom.ts';
import type { Quirk } from './quirks.ts';

const PATIENCE_MS = 20_000;
const LOOK_MS = 20;

/** Whoever works at the reference system: does what the kit asks for and says truly what the screens show. */
export class Clerk implements Person {
  readonly #seat: Seat;
  readonly #link: Link;
  readonly #mailroom: Mailroom;
  readonly #quirks: ReadonlySet<Quirk>;
  readonly #working = new Set<Promise<void>>();
  #number = 0;
  #closed = false;

  constructor(seat: Seat, link: Link, mailroom: Mailroom, quirks: ReadonlySet<Quirk>) {
    this.#seat = seat;
    this.#link = link;
    this.#mailroom = mailroom;
    this.#quirks = quirks;
  }

  /** Goes to work at once; what cannot be done stays undone, and the kit sees it. */
  async act(task: Task): Promise<void> {
    const work = this.#do(task).catch(() => {});
    this.#working.add(work);
    work.finally(() => this.#working.delete(work));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#working);
  }

  async ask(question: Question): Promise<boolean> {
    const { entries } = this.#mailroom;
    switch (question.is) {
      case 'shown-once': {
        const [entry, ...others] = entries.filter(({ uid, mark }) => uid === question.uid && mark !== 'recalled');
        const files = question.files === undefined || same(entry?.files ?? [], question.files);
        return entry?.subject === question.subject && others.length === 0 && files;
      }
      case 'not-shown':
        return !entries.some(({ uid, mark }) => uid === question.uid && mark !== 'recalled');
      case 'marked':
        return this.#mailroom.find(question.uid)?.mark === question.as;
      case 'shows-details': {
        const entry = this.#mailroom.find(question.uid);
        return entry !== undefined && this.#mailroom.isFlash(entry) && entry.dueDate === question.dueDate;
      }
      case 'word': {
        const out = await this.#sent(question.subject);
        return out !== null && (await this.#screen(out)) === question.word;
      }
      case 'told-of-failure': {
        // Its next round has come by when somebody looks.
        const out = await this.#sent(question.subject);
        await this.watch();
        return out?.toldOfFailure ?? false;
      }
    }
  }

  /** Looks what became of everything sent, and tells the sender of failures; the system does it by itself. */
  async watch(): Promise<void> {
    for (const out of this.#mailroom.outgoing) {
      if (out.toldOfFailure || out.status !== null || this.#is('hides-failures')) continue;
      out.toldOfFailure = (await this.#link.word(out.id)) === 'failed';
    }
  }

  async #do(task: Task): Promise<void> {
    switch (task.do) {
      case 'accept':
        return this.#report(task.uid, '03', 'Đã tiếp nhận');
      case 'refuse':
        return this.#report(task.uid, '02', task.reason);
      case 'finish':
        await this.#report(task.uid, '04', 'Đã chuyển xử lý');
        if (!this.#is('never-finishes')) await this.#report(task.uid, '06', 'Đã hoàn thành');
        return;
      case 'confirm-recall': {
        const { recalls } = this.#mailroom;
        const recallId = await this.#eventually(() => recalls.get(task.uid));
        return this.#takeBack(this.#mailroom.find(task.uid) ?? null, recallId);
      }
      case 'answer-take-back':
        await this.#eventually(() => this.#mailroom.requests.has(task.uid) || undefined);
        return this.#is('ignores-requests') ? undefined : this.#takeBack(this.#mailroom.find(task.uid)!, null);
      case 'send':
        return this.#send(task);
      case 'recall': {
        const out = await this.#sent(task.subject);
        if (!out || this.#is('cannot-recall')) return;
        const { header } = out;
        const bussiness = { docType: 1, reason: 'Gửi nhầm', documentId: header.documentId } as const;
        await this.#hand({ ...header, bussiness }, []);
      }
    }
  }

  async #report(uid: string, code: '02' | '03' | '04' | '06', text: string): Promise<void> {
    const entry = await this.#eventually(() => this.#mailroom.find(uid));
    await this.#persist(() => this.#link.report(entry, code, text));
  }

  async #takeBack(entry: Entry | null, recallId: string | null): Promise<void> {
    await this.#persist(() => this.#link.confirmRecall(entry, recallId));
    if (entry) entry.mark = 'recalled';
  }

  async #send({ to, subject, file }: Extract<Task, { do: 'send' }>): Promise<void> {
    const { place } = this.#seat;
    const title = this.#mailroom.shown(subject);
    const write = (): DocumentInput => {
      this.#number += 1;
      const number = `${Date.now() % 1_000_000}${this.#number}`;
      return {
        from: { organId: place.code, organName: place.name },
        to: [{ organId: to }],
        documentId: `${place.code},${todayInVietnam()},${number}/CV-TN`,
        codeNumber: number,
        codeNotation: 'CV-TN',
        promulgationDate: todayInVietnam(),
        type: '1',
        typeName: 'Công văn',
        subject: title,
        bussiness: { docType: 0, reason: 'Văn bản điện tử mới' },
      };
    };
    let header = write();
    const id = await this.#persist(async () => {
      try {
        return await this.#hand(header, [this.#mailroom.shown(file)]);
      } catch (problem) {
        if (this.#is('new-number-when-repeating')) header = write();
        throw problem;
      }
    });
    const { documentId: uid } = header;
    this.#mailroom.outgoing.push({ uid, subject, header, id, status: null, reason: null, toldOfFailure: false });
  }

  async #hand(header: DocumentInput, files: readonly string[]): Promise<string> {
    const attachments = files.map((name, index) => ({
      contentId: `tep-${index + 1}`,
      name,
      mediaType: 'application/pdf',
      content: makePdf([name]),
    }));
    return this.#link.send(await signByReference(buildDocument(header, attachments), this.#seat.key));
  }

  async #screen(out: Outgoing): Promise<string> {
    if (out.status === '15') return 'recalled';
    if (out.status === '02') return out.reason ? 'refused' : 'failed';
    if (out.status === '01') return 'arrived';
    if (out.status !== null) return 'accepted';
    const word = await this.#link.word(out.id);
    if (word === 'sent' && this.#is('calls-sent-arrived')) return 'arrived';
    if (word === 'queued' && this.#is('cries-failure-early')) return 'failed';
    return word;
  }

  #persist<T>(call: () => Promise<T>): Promise<T> {
    return persist(call, this.#is('gives-up') ? 1 : undefined);
  }

  /** The hub may have it before its answer is here; null when that never comes. */
  #sent(subject: string): Promise<Outgoing | null> {
    return this.#eventually(() => this.#mailroom.sent(subject)).catch(() => null);
  }

  async #eventually<T>(look: () => T | undefined): Promise<T> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end && !this.#closed; await pause(LOOK_MS)) {
      const found = look();
      if (found !== undefined) return found;
    }
    throw new Error('it did not come');
  }

  #is(quirk: Quirk): boolean {
    return this.#quirks.has(quirk);
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}
