import { setTimeout as pause } from 'node:timers/promises';
import type { Accepted, Delivery, HubDocument, InboxItem } from '../demo/hub-client.ts';
import type { Bilingual } from '../output.ts';
import { type Letter, type LetterPlan, writeLetter } from './letters.ts';
import { Failed, type Point, Unanswered } from './model.ts';
import type { Person, Question, Task } from './person.ts';
import { ROBOTS, type RobotName } from './places.ts';
import type { Province } from './province.ts';
import type { Seat } from './seat.ts';

/** Everybody and everything that the points work with. */
export interface Stage {
  readonly province: Province;
  readonly seat: Seat;
  readonly person: Person;
  /** How long the system, or its user, may take for one thing. */
  readonly patienceMs: number;
  /** Size of the attachment of the large document. */
  readonly largestBytes: number;
  /** Told what is waited for, and since when, so that a person sees the time run. */
  readonly waiting?: (what: Bilingual, leftMs: number) => void;
}

/** A document of the office on its way to the system under test. */
export interface Sent extends Letter {
  readonly documentId: string;
  readonly deliveryId: string;
}

/** A document that the system under test handed in. */
export interface Received {
  readonly id: string;
  readonly uid: string;
}

const LOOK_EVERY_MS = 150;

/** One point being tried: what it may do to the system, and what it may see of it. */
export class Trial {
  readonly stage: Stage;
  readonly point: Point;
  /** Whether a person decided something. */
  asked = false;

  constructor(stage: Stage, point: Point) {
    this.stage = stage;
    this.point = point;
  }

  get seat(): Seat {
    return this.stage.seat;
  }

  /** A document of the office to the system's agency. */
  async send(plan: Omit<LetterPlan, 'to'> & { readonly to?: readonly string[] }): Promise<Sent> {
    const { province } = this.stage;
    const to = plan.to ?? [this.seat.place.code];
    return this.post(await writeLetter(province.officeKey, province.numbers.next(), { ...plan, to }));
  }

  async post(letter: Letter): Promise<Sent> {
    const { documentId, deliveries } = await this.handIn(letter.bytes);
    return { ...letter, documentId, deliveryId: deliveries[0]?.id ?? '' };
  }

  async handIn(body: Buffer): Promise<Accepted> {
    const { accepted, problem } = await this.stage.province.office.send({ body });
    if (accepted === null) throw new Error(`${problem.code}: ${problem.title}`);
    return accepted;
  }

  /** The system has taken it in, as its sender sees it. */
  async arrives(sent: Sent): Promise<void> {
    const what = { vi: `hệ thống nhận ${sent.uid}`, en: `the system takes in ${sent.uid}` };
    const seen = await this.until(what, async () => {
      const { word, reasonCode } = await this.delivery(sent);
      if (word === 'failed' || word === 'withdrawn') return { stopped: reasonCode ?? word };
      return word === 'arrived' || word === 'accepted' ? { stopped: null } : null;
    });
    if (seen.stopped === null) return;
    const status = this.seat.push?.passages.findLast((one) => one.headers['lienthong-delivery'] === sent.deliveryId);
    const answer = status?.status ? ` (HTTP ${status.status})` : '';
    throw new Failed({
      vi: `Hệ thống không nhận ${sent.uid}${answer}: ${seen.stopped}.`,
      en: `The system did not take ${sent.uid} in${answer}: ${seen.stopped}.`,
    });
  }

  async delivery(sent: Sent): Promise<Delivery> {
    return (await this.document(sent)).deliveries[0]!;
  }

  document(sent: Sent): Promise<HubDocument> {
    return this.stage.province.office.document(sent.documentId);
  }

  /** Codes of the statuses that the system reported on it, the first one first. */
  async statuses(sent: Sent): Promise<string[]> {
    const found = await this.stage.province.office.statuses(sent.documentId);
    return found.toSorted((one, other) => one.acceptedAt.localeCompare(other.acceptedAt)).map(({ code }) => code);
  }

  /** Looks until there is something. Throws `Failed` when nothing is there in time. */
  async until<T>(what: Bilingual, look: () => Promise<T | null>): Promise<T> {
    const end = Date.now() + this.stage.patienceMs;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      const left = end - Date.now();
      if (left <= 0) break;
      this.stage.waiting?.(what, left);
      await pause(LOOK_EVERY_MS);
    }
    const seconds = Math.round(this.stage.patienceMs / 1_000);
    throw new Failed({
      vi: `Chờ ${seconds} giây mà không thấy: ${what.vi}.`,
      en: `Not seen within ${seconds} s: ${what.en}.`,
    });
  }

  act(task: Task): Promise<void> {
    return this.stage.person.act(task);
  }

  /** The person must say yes. `part` tells several questions of one point from each other. */
  async confirm(question: Question, seen: Bilingual, part?: string): Promise<void> {
    const name = part ? `${this.point.id}.${part}` : this.point.id;
    this.asked = true;
    const answer = await this.stage.person.ask(question, name);
    if (answer === null) throw new Unanswered(name);
    if (!answer) throw new Failed(seen);
  }

  /** Asks for a document to a robot and waits until the hub has it; its subject says which one it is. */
  async askToSend(to: RobotName, options: { subject?: string; file?: string; code?: string } = {}) {
    const number = this.stage.province.numbers.next();
    const subject = options.subject ?? `Thử nghiệm ${number}: ${ROBOTS[to].name}`;
    const task = {
      do: 'send',
      to: options.code ?? ROBOTS[to].code,
      subject,
      file: options.file ?? `${number}.pdf`,
    } as const;
    const from = this.seat.wire.passages.length;
    await this.act(task);
    return { subject, from, document: () => this.sentBySystem(subject, from) };
  }

  async sentBySystem(subject: string, from: number): Promise<Received> {
    const what = { vi: `văn bản "${subject}" đến trục`, en: `the document "${subject}" at the hub` };
    try {
      return await this.until(what, async () => (await this.sentWith(subject))[0] ?? null);
    } catch (problem) {
      const refusal = this.seat.wire.passages.slice(from).findLast((one) => one.problem !== null);
      if (!(problem instanceof Failed) || !refusal) throw problem;
      throw new Failed({
        vi: `${problem.seen.vi} Trục đã từ chối: ${refusal.problem}.`,
        en: `${problem.seen.en} The hub refused: ${refusal.problem}.`,
      });
    }
  }

  /** What the system handed in under this subject. */
  async sentWith(subject: string): Promise<Received[]> {
    const all = await this.seat.view.sent();
    return all
      .filter((one) => one.subject === subject && one.docType === 0)
      .map(({ id, documentUid }) => ({ id, uid: documentUid }));
  }

  /** What waits at a robot of a document of the system: the document itself, or what asks it back. */
  async atRobot(name: RobotName, { id, uid }: Received, which: 'document' | 'recall'): Promise<InboxItem> {
    const what = {
      document: { vi: `${ROBOTS[name].name} có ${uid}`, en: `${ROBOTS[name].name} has ${uid}` },
      recall: { vi: `thu hồi ${uid} đến trục`, en: `the recall of ${uid} at the hub` },
    };
    const isIt = ({ document }: InboxItem) =>
      document.kind === 'status'
        ? which === 'recall' && document.statusCode === '13' && document.aboutId === id
        : document.documentUid === uid && (document.docType === 1) === (which === 'recall');
    return this.until(what[which], async () => {
      const items = await this.stage.province.robots.inbox({ agency: ROBOTS[name].code });
      return items.find(isIt) ?? null;
    });
  }

  /** A robot reports; the system has the status when this returns, so its screens may be looked at. */
  async robotReports({ deliveryId }: InboxItem, code: string, description: string): Promise<void> {
    const { robots } = this.stage.province;
    await this.isTold(code, await robots.report(deliveryId, code, description));
  }

  async isTold(code: string, { documentId }: Accepted): Promise<void> {
    const what = { vi: `hệ thống nhận trạng thái ${code}`, en: `the system takes status ${code} in` };
    await this.until(what, async () => {
      const { deliveries } = await this.stage.province.robots.document(documentId);
      return deliveries.every((one) => one.word === 'arrived') ? true : null;
    });
  }

  /** How the sender's own screen must show it by now. */
  async showsWord(subject: string, word: Extract<Question, { is: 'word' }>['word'], part: string): Promise<void> {
    await this.confirm(
      { is: 'word', subject, word },
      {
        vi: `Màn hình bên gửi không hiện đúng từ (${word}).`,
        en: `The sender's screen does not show this word (${word}).`,
      },
      part,
    );
  }

  async isShownOnce(sent: Sent, files?: readonly string[]): Promise<void> {
    const { uid, subject } = sent;
    await this.confirm(
      { is: 'shown-once', uid, subject, ...(files && { files }) },
      {
        vi: `Văn bản ${uid} không hiện đúng một lần với đúng trích yếu và tên tệp.`,
        en: `Document ${uid} is not shown exactly once with exactly its subject and file names.`,
      },
      'shown',
    );
  }
}
