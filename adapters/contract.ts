import type { Readable } from 'node:stream';
import type { Header } from '../src/edxml/index.ts';

/** Recipients that an axis could not serve, by addressed code. */
export type Refusals = ReadonlyMap<string, { readonly code: string; readonly detail: string }>;

/** What an adapter may say about one try. Retry is a property of the error, never of the caller. */
export type SendResult = {
  /**
   * `relayed`: another axis took it on; its recipients have not seen it yet. `left`: it is with a carrier, a mail server or
   * a folder; whether it arrived is told later.
   */
  readonly outcome: 'delivered' | 'relayed' | 'left' | 'retry' | 'permanent';
  readonly httpStatus?: number;
  /** Stable code of what went wrong: the peer's own where it gives one. */
  readonly code?: string;
  /** One line in plain words, never content of the document. */
  readonly detail?: string;
  /** How long the peer asked to be left alone. */
  readonly retryAfterSeconds?: number;
  /** With `relayed`: recipients that the axis could not serve, by addressed code. */
  readonly refused?: Refusals;
  /** With `relayed`: the other side's id of what it took. */
  readonly remoteId?: string;
  /** With `relayed`: the other side has the bytes and has not decided yet; it is asked again. */
  readonly undecided?: boolean;
};

/** Bytes to send: as they were handed in, or in the one form that every recipient can read. */
export interface Content {
  readonly mediaType: string;
  readonly size: number;
  /** Lower-case hex SHA-256 of exactly the bytes that `open` gives. */
  readonly sha256: string;
  open(): Readable;
}

/** One file of a document, as a person reads it: what came zipped is unzipped. */
export interface DocumentFile {
  readonly name: string;
  readonly mediaType: string;
  /** Of exactly the octets that `open` gives. */
  readonly size: number;
  open(): Readable;
}

/** A document taken apart, for systems that do not read edXML. A status has no files. */
export interface Unpacked {
  readonly header: Header;
  readonly files: readonly DocumentFile[];
}

export interface WebhookTarget {
  readonly kind: 'webhook';
  readonly url: string;
  /** Key of the HMAC; never logged. */
  readonly secret: string;
}

export interface AxisTarget {
  readonly kind: 'axis';
  readonly name: string;
  readonly baseUrl: string;
  /** Credentials as the administrator saved them; never logged. */
  readonly secret: string;
  readonly settings: AxisSettings;
}

/** An agency in a document system that the hub calls. */
export interface ConnectionTarget {
  readonly kind: 'connection';
  readonly name: string;
  /** The folder under `adapters/`. */
  readonly adapter: string;
  /** As the adapter's schema gave them when they were saved. */
  readonly settings: unknown;
  readonly secret: string | null;
  /** Where the agency is found there; null where its code says it. */
  readonly address: string | null;
  /** The current code of the agency that receives, whatever code stands on the document. */
  readonly agencyCode: string;
}

/**
 * How an axis is spoken to. `rest` is this product's own REST v1, `vxp` the protocol of the national axis, the others are
 * gateways of provinces.
 */
export type AxisSettings =
  | { readonly dialect: 'rest'; readonly directory: 'agencies' | 'none' }
  | {
      readonly dialect: 'vxp';
      readonly systemId: string;
      /** The node that signs as `from`; without it the sending agency does. */
      readonly from?: string | undefined;
      /** Minutes east of UTC of the clock that the other side expects in a timestamp. */
      readonly clockOffset: number;
      /** False where the axis sends to every recipient on the document, whatever `to` names. */
      readonly honoursTo: boolean;
      /** True where the axis refuses a document without this hub's own TraceHeader. */
      readonly insistsOnTrace: boolean;
      /** A gateway before the axis that wants a bearer token too; the saved secret then has two lines. */
      readonly gateway?: { readonly clientId: string; readonly tokenPath: string } | undefined;
      readonly directory: 'units' | 'agencies' | 'qd20' | 'none';
    }
  | {
      readonly dialect: 'lang-son';
      readonly systemId: string;
      readonly userName: string;
      readonly applicationCode: string;
      /** How many days back its list of what waits is asked for. */
      readonly listDays: number;
      readonly directory: 'agencies' | 'none';
    }
  | {
      readonly dialect: 'quang-nam';
      readonly clientId: string;
      /** The unit that this hub is there. */
      readonly unit: string;
      /** The field of a sent document that carries the file. */
      readonly fileField: string;
      readonly directory: 'agencies' | 'none';
    };

/** Whether a call can name some of a document's recipients; else the other side serves all that the document names. */
export function servesSome(settings: AxisSettings): boolean {
  return settings.dialect === 'rest' || (settings.dialect === 'vxp' && settings.honoursTo);
}

/** One unit of another axis's directory. */
export interface AxisUnit {
  /** That side's own id of it, by which its parts name their parent. */
  readonly id: string;
  readonly parentId: string | null;
  readonly code: string;
  readonly otherCodes: readonly string[];
  readonly name: string;
  readonly mail: string | null;
  /** Rises with every change, where that side counts them. */
  readonly version: number | null;
  readonly closed: boolean;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer | Readable;
  readonly connectTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Longest answer that is read; 1 MB unless told. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** The only way out: addresses are checked, redirects not followed, answers bounded. */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpAnswer>;
  request(request: HttpRequest & { readonly stream: true }): Promise<Omit<HttpAnswer, 'body'> & { body: Readable }>;
}

export interface AdapterLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** One try of one delivery, or of one relay. */
export interface SendContext {
  /** The same through every try: the recipient's idempotency key. */
  readonly deliveryId: string;
  readonly attempt: string;
  /** From 1. */
  readonly number: number;
  /** Deliveries that the recipient must have taken in before this one. */
  readonly predecessorIds: readonly string[];
  readonly documentId: string;
  /** The sender's own DocumentId. */
  readonly documentUid: string;
  readonly kind: 'document' | 'status';
  /** A signature covers the whole document, or may: no octet of it can be added to. */
  readonly signedWhole: boolean;
  /** With an axis that ignores `to`: the document went through it before, to everybody. */
  readonly wentBefore: boolean;
  /** The sender's code as written on the document. */
  readonly senderCode: string;
  /** Codes as written on the document: exactly those that this try is for. */
  readonly recipients: readonly string[];
  /** `stored`: byte for byte as handed in. `inlined`: a multipart document's attachments inside the XML. */
  content(form: 'stored' | 'inlined'): Promise<Content>;
  unpack(): Promise<Unpacked>;
  readonly target: WebhookTarget | AxisTarget | ConnectionTarget;
  readonly http: HttpClient;
  readonly clock: { now(): number };
  readonly log: AdapterLog;
  /** Ends with the lease; nothing may be sent afterwards. */
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
}

/** An outside system that the hub calls. */
export interface Adapter {
  readonly name: string;
  send(context: SendContext): Promise<SendResult>;
}

/** Failures of the peer that pass, and 401 and 403: a wrong key can be mended while the document waits. */
const PASSING = new Set([401, 403, 408, 421, 425, 429]);

/** What an HTTP status other than 2xx means for the next try. */
export function outcomeOfStatus(status: number): 'retry' | 'permanent' {
  return PASSING.has(status) || status < 400 || status >= 500 ? 'retry' : 'permanent';
}

/** Seconds of a Retry-After header, given as seconds or as a date (RFC 9110 section 10.2.3). */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - nowMs) / 1_000));
}

/** A `refused` outcome of an HTTP answer, with the code of its problem+json (RFC 9457) where it has one. */
export function failureOf(answer: HttpAnswer, nowMs: number): SendResult {
  const problem = readProblem(answer);
  const wait = retryAfterSeconds(answer.headers['retry-after'], nowMs);
  return {
    outcome: outcomeOfStatus(answer.status),
    httpStatus: answer.status,
    code: problem.code ?? `HTTP_${answer.status}`,
    detail: problem.title ?? `HTTP ${answer.status}`,
    ...(wait !== undefined && { retryAfterSeconds: wait }),
  };
}

function readProblem(answer: HttpAnswer): { code?: string; title?: string } {
  if (!/\bjson\b/.test(answer.headers['content-type'] ?? '')) return {};
  try {
    const body: unknown = JSON.parse(answer.body.toString('utf8'));
    if (typeof body !== 'object' || body === null) return {};
    const { code, title } = body as { code?: unknown; title?: unknown };
    return {
      ...(typeof code === 'string' && { code: code.slice(0, 100) }),
      ...(typeof title === 'string' && { title: title.slice(0, 500) }),
    };
  } catch {
    return {};
  }
}
