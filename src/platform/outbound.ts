import { lookup } from 'node:dns';
import { once } from 'node:events';
import { isIP, type LookupFunction, connect as openSocket, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent, request as send } from 'undici';
import { defineErrors, isHubError } from './errors.ts';
import { addressRule } from './networks.ts';

export const { catalogue: outboundErrors, error: outboundError } = defineErrors({
  OUTBOUND_URL_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Địa chỉ nhận không hợp lệ.',
      fix: 'Dùng một địa chỉ http hoặc https đầy đủ, không kèm tên và mật khẩu.',
    },
    en: { title: 'The address to call is not valid.', fix: 'Use a complete http or https URL without a user name.' },
  },
  // A setting can be mended while the mail waits.
  OUTBOUND_DENIED: {
    status: 422,
    retry: true,
    vi: {
      title: 'Trục không được gọi tới {host}: địa chỉ nội bộ chưa được cho phép.',
      fix: 'Người quản trị thêm dải địa chỉ của bên nhận vào OUTBOUND_ALLOW.',
    },
    en: {
      title: 'The hub may not call {host}: a private address that is not allowed.',
      fix: "The administrator adds the recipient's range to OUTBOUND_ALLOW.",
    },
  },
  OUTBOUND_UNREACHABLE: {
    status: 502,
    retry: true,
    vi: {
      title: 'Không kết nối được tới {host} ({reason}).',
      fix: 'Kiểm tra máy chủ bên nhận và đường mạng; trục sẽ tự thử lại.',
    },
    en: {
      title: 'Could not reach {host} ({reason}).',
      fix: "Check the recipient's server and the network; the hub tries again.",
    },
  },
  OUTBOUND_TIMEOUT: {
    status: 504,
    retry: true,
    vi: { title: '{host} không trả lời trong {ms} mili giây.', fix: 'Kiểm tra máy chủ bên nhận; trục sẽ tự thử lại.' },
    en: {
      title: '{host} did not answer within {ms} milliseconds.',
      fix: "Check the recipient's server; the hub tries again.",
    },
  },
  OUTBOUND_ANSWER_TOO_LARGE: {
    status: 502,
    retry: true,
    vi: {
      title: '{host} trả lời dài hơn {limit} byte.',
      fix: 'Bên nhận chỉ cần trả lời ngắn; kiểm tra địa chỉ đã khai báo.',
    },
    en: {
      title: '{host} answered with more than {limit} bytes.',
      fix: 'The recipient owes a short answer; check the address.',
    },
  },
});

export interface OutboundRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer | Readable;
  /** Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** From the start to the last byte of the answer; default 60 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** The answer's body as a stream, of any length; without it a buffer of at most `maxBytes`. */
  readonly stream?: boolean;
  /** Default 1 MB. */
  readonly maxBytes?: number;
}

/** A conversation that is not HTTP. */
export interface OutboundSocket {
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs: number;
  /** Ends the connection, not only the attempt to make it. */
  readonly signal: AbortSignal;
}

export interface OutboundAnswer<Body> {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Body;
}

/** The hub's only way to call other systems. */
export interface Outbound {
  /** Any HTTP status is an answer; redirects are answers too. Rejects with an outbound error, or the signal's reason. */
  request(o: OutboundRequest & { readonly stream: true }): Promise<OutboundAnswer<Readable>>;
  request(o: OutboundRequest & { readonly stream?: false }): Promise<OutboundAnswer<Buffer>>;
  /** A TCP connection under the same rules; whoever takes it secures it. Rejects as `request` does. */
  connect(o: OutboundSocket): Promise<Socket>;
  close(): Promise<void>;
}

/**
 * Opens the client. A name is resolved once, and the connection goes to an address that was checked; private ranges
 * need an entry in `allow` (CIDR), link-local and metadata addresses stay closed.
 */
export function openOutbound(options: { readonly allow: readonly string[] }): Outbound {
  const mayCall = addressRule(options.allow);
  // undici sets the connect timeout per agent; two or three values are in use.
  const agents = new Map<number, Agent>();
  const agentFor = (timeout: number): Agent => {
    let agent = agents.get(timeout);
    if (!agent) {
      agent = new Agent({ connect: { timeout, lookup: guardedLookup(mayCall) }, headersTimeout: 0, bodyTimeout: 0 });
      agents.set(timeout, agent);
    }
    return agent;
  };

  async function request(o: OutboundRequest): Promise<OutboundAnswer<Buffer | Readable>> {
    const url = checkUrl(o.url, mayCall);
    const timeoutMs = o.timeoutMs ?? 60_000;
    const deadline = startDeadline(timeoutMs, o.signal);
    const explain = (cause: unknown) => translate(cause, url.host, timeoutMs, deadline.expired(), o.signal);
    try {
      const answer = await send(url, {
        method: o.method as 'POST',
        headers: o.headers,
        ...(o.body === undefined ? {} : { body: o.body }),
        signal: deadline.signal,
        dispatcher: agentFor(o.connectTimeoutMs ?? 10_000),
      });
      const headers = flatten(answer.headers);
      if (o.stream) {
        // Whoever gives it up unread destroys it, which is an error: it must not end the process.
        answer.body.on('error', () => {});
        answer.body.once('close', deadline.clear);
        return { status: answer.statusCode, headers, body: answer.body };
      }
      const body = await collect(answer.body, o.maxBytes ?? 1_048_576, url.host);
      deadline.clear();
      return { status: answer.statusCode, headers, body };
    } catch (cause) {
      deadline.clear();
      throw explain(cause);
    }
  }

  async function connect({ host, port, connectTimeoutMs, signal }: OutboundSocket): Promise<Socket> {
    if (isIP(host) !== 0 && !mayCall(host)) throw outboundError('OUTBOUND_DENIED', { host });
    signal.throwIfAborted();
    const socket = openSocket({ host, port, lookup: guardedLookup(mayCall) });
    // Not by the socket's own option, which keeps its listener on the signal for as long as that one lives.
    const end = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', end);
    socket.once('close', () => signal.removeEventListener('abort', end));
    // Whoever uses it hears of its end by its own calls; an error between two of them must not end the process.
    socket.on('error', () => {});
    const late = () => socket.destroy(outboundError('OUTBOUND_TIMEOUT', { host, ms: connectTimeoutMs }));
    const timer = setTimeout(late, connectTimeoutMs);
    try {
      await once(socket, 'connect');
      return socket;
    } catch (cause) {
      throw translate(cause, host, connectTimeoutMs, false, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    request: request as Outbound['request'],
    connect,
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function checkUrl(text: string, mayCall: (address: string) => boolean): URL {
  if (!URL.canParse(text)) throw outboundError('OUTBOUND_URL_INVALID');
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) throw outboundError('OUTBOUND_URL_INVALID');
  // A literal address is never looked up, so it is judged here.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !mayCall(literal)) throw outboundError('OUTBOUND_DENIED', { host: url.host });
  return url;
}

/** Resolves a name and hands on only addresses that may be called: what was checked is what is connected to. */
function guardedLookup(mayCall: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const open = addresses.filter(({ address }) => mayCall(address));
      if (open.length === 0) return done(outboundError('OUTBOUND_DENIED', { host: hostname }), '');
      if (options.all) return done(null, open);
      return done(null, open[0]!.address, open[0]!.family);
    });
  };
}

interface Deadline {
  readonly signal: AbortSignal;
  readonly clear: () => void;
  readonly expired: () => boolean;
}

function startDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, timeoutMs);
  const abort = () => controller.abort();
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted) abort();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
    expired: () => expired,
  };
}

async function collect(body: Readable, limit: number, host: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the stream and with it the connection.
    if (size > limit) throw outboundError('OUTBOUND_ANSWER_TOO_LARGE', { host, limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function flatten(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value = '']) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function translate(
  cause: unknown,
  host: string,
  ms: number,
  expired: boolean,
  outer: AbortSignal | undefined,
): unknown {
  if (isHubError(cause)) return cause;
  if (expired) return outboundError('OUTBOUND_TIMEOUT', { host, ms }, cause);
  if (outer?.aborted) return outer.reason;
  const { code, name } = cause as NodeJS.ErrnoException;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return outboundError('OUTBOUND_TIMEOUT', { host, ms }, cause);
  return outboundError('OUTBOUND_UNREACHABLE', { host, reason: code ?? name }, cause);
}
