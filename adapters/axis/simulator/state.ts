import { createHash } from 'node:crypto';

/** A package that the simulated axis took from the hub under test. */
export interface Taken {
  readonly docId: string;
  readonly messageType: string;
  readonly from: string;
  /** Null where the call named nobody: everybody on the document. */
  to: string[] | null;
  readonly bytes: Buffer;
  /** How often it was sent. */
  times: number;
}

/** A package that waits for the hub under test. */
export interface Waiting {
  readonly docId: string;
  readonly messageType: 'edoc' | 'status';
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
  status: 'INITIAL' | 'DONE' | 'FAIL';
  reason: string | null;
}

/** How the axis misbehaves; nothing is set by default. */
export interface Misbehaviour {
  /** Answers of sendEdoc that are lost after the document was stored: the connection ends instead. */
  loseAnswers?: number;
  /** Every answer comes so late, in milliseconds. */
  slowMs?: number;
  /** Every answer is a web page with status 200. */
  garbage?: boolean;
  /** `to` is passed over: a package goes to everybody on the document, and comes back for the hub's own agencies. */
  ignoresTo?: boolean;
  /** Minutes east of UTC in which it reads timestamps. */
  clockOffset?: number;
  /** Between two pages of a list, this many items from its front are gone and as many new ones are there. */
  shiftBy?: number;
  /** Recipients that it refuses at once, with the code. */
  refuse?: Readonly<Record<string, '18' | '23'>>;
  /** Recipients that it refuses after its yes, with the reason. */
  refuseLater?: Readonly<Record<string, string>>;
  /** It says of every package that it has not decided yet. */
  undecided?: boolean;
}

export interface SimulatedUnit {
  readonly id: string;
  readonly pid?: string;
  readonly code: string;
  readonly name: string;
  readonly mail?: string;
  readonly version?: number;
  readonly deleted?: boolean;
  readonly isAgency?: boolean;
}

/** What one simulated axis holds: it survives a restart of its server. */
export class AxisState {
  readonly taken: Taken[] = [];
  readonly waiting: Waiting[] = [];
  units: SimulatedUnit[] = [];
  misbehaviour: Misbehaviour = {};
  #ids = 0;

  /** The same bytes from the same sender are the same package, however often they come. */
  take(one: Pick<Taken, 'messageType' | 'from' | 'to' | 'bytes'>): Taken {
    const digest = sha256(one.bytes);
    const earlier = this.taken.find((other) => other.from === one.from && sha256(other.bytes) === digest);
    if (earlier) {
      earlier.times += 1;
      if (earlier.to && one.to) earlier.to = [...new Set([...earlier.to, ...one.to])];
      return earlier;
    }
    const taken = { ...one, docId: this.#next('sent'), times: 1 };
    this.taken.push(taken);
    return taken;
  }

  /** Puts a package on the hub's list; gives its id. */
  offer(one: Pick<Waiting, 'messageType' | 'from' | 'to' | 'bytes'>): string {
    const docId = this.#next('mail');
    this.waiting.push({ ...one, docId, status: 'INITIAL', reason: null });
    return docId;
  }

  find(docId: string): Waiting | undefined {
    return this.waiting.find((one) => one.docId === docId);
  }

  #next(kind: string): string {
    this.#ids += 1;
    return `${kind}-${String(this.#ids).padStart(8, '0')}`;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
