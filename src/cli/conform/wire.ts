import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Agent, type Dispatcher, request } from 'undici';

/** One call that went over a wire, as far as it came. */
export interface Passage {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What the caller was answered; null when the line was cut. */
  readonly status: number | null;
  /** The code of a problem+json answer. */
  readonly problem: string | null;
}

export type Asked = Pick<Passage, 'method' | 'path' | 'headers'>;

/**
 * What happens to calls that fit. `cut-before`: the line ends before the other side has the call. `cut-after`: it ends
 * after the other side did what it was asked, before the caller is told. `busy`: 503, as of a hub that is overloaded.
 * `spoil`: the answer comes as a whole, and what it carries ends in the middle.
 */
export interface Fault {
  readonly act: 'cut-before' | 'cut-after' | 'busy' | 'spoil';
  fits(asked: Asked): boolean | Promise<boolean>;
  /** How often; until it is lifted when absent. */
  readonly times?: number;
}

/** A line between two systems that passes every call on, remembers it, and breaks on request. */
export interface Wire {
  readonly url: string;
  readonly passages: readonly Passage[];
  /** Breaks it; gives how to mend it. */
  break(fault: Fault): () => void;
  close(): Promise<void>;
}

/** Headers of one connection, not of the message (RFC 9110 section 7.6.1), and what the next connection sets itself. */
const OWN_TO_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'expect', 'host'];
const LONGEST_PROBLEM_BYTES = 65_536;

/** @param onward the address that a path of this wire leads to */
export async function openWire(
  onward: (path: string) => string,
  listen: { readonly host: string; readonly port: number } = { host: '127.0.0.1', port: 0 },
): Promise<Wire> {
  const agent = new Agent({ headersTimeout: 120_000, bodyTimeout: 120_000 });
  const passages: Passage[] = [];
  const faults: { readonly fault: Fault; left: number }[] = [];

  async function breakingFor(asked: Asked): Promise<Fault['act'] | null> {
    for (const entry of faults) {
      if (entry.left > 0 && (await entry.fault.fits(asked)) && entry.left > 0) {
        entry.left -= 1;
        return entry.fault.act;
      }
    }
    return null;
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const asked = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers: incoming.headers };
    const note = (status: number | null, problem: string | null = null) => passages.push({ ...asked, status, problem });
    const act = await breakingFor(asked);
    if (act === 'cut-before') {
      note(null);
      outgoing.destroy();
      return;
    }
    if (act === 'busy') {
      note(503);
      incoming.resume();
      outgoing.writeHead(503, { 'retry-after': '1' }).end();
      return;
    }
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const answer = await forward(incoming, asked, { agent, url: onward(asked.path), signal: gone.signal });
    if (act === 'cut-after') {
      await answer.body.dump();
      note(null);
      outgoing.destroy();
      return;
    }
    if (act === 'spoil') {
      const whole = await buffer(answer.body);
      const half = whole.subarray(0, whole.length / 2);
      note(answer.statusCode);
      outgoing.writeHead(answer.statusCode, { ...endToEnd(answer.headers), 'content-length': half.length }).end(half);
      return;
    }
    const { body, problem } = await readProblem(answer);
    // Told of before it is answered: whoever waits for the answer may look at the passages at once.
    note(answer.statusCode, problem);
    outgoing.writeHead(answer.statusCode, endToEnd(answer.headers));
    await pipeline(body, outgoing);
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => {
      passages.push({
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        status: 502,
        problem: null,
      });
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${listen.host === '0.0.0.0' ? '127.0.0.1' : listen.host}:${port}`,
    passages,
    break(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      faults.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await agent.destroy();
    },
  };
}

interface Way {
  readonly agent: Agent;
  readonly url: string;
  /** The caller has hung up: a long poll that nobody waits for ends with it. */
  readonly signal: AbortSignal;
}

function forward(
  incoming: IncomingMessage,
  asked: Asked,
  { agent, url, signal }: Way,
): Promise<Dispatcher.ResponseData> {
  const hasBody =
    incoming.headers['content-length'] !== undefined || incoming.headers['transfer-encoding'] !== undefined;
  return request(url, {
    method: asked.method as Dispatcher.HttpMethod,
    headers: endToEnd(incoming.headers),
    ...(hasBody && { body: incoming }),
    dispatcher: agent,
    signal,
  });
}

function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !OWN_TO_CONNECTION.includes(name),
  );
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}

async function readProblem(answer: Dispatcher.ResponseData) {
  const isProblem = String(answer.headers['content-type'] ?? '').startsWith('application/problem+json');
  const length = Number(answer.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (!isProblem || length > LONGEST_PROBLEM_BYTES) return { body: answer.body, problem: null };
  const bytes = await buffer(answer.body);
  return { body: [bytes], problem: codeOf(bytes.toString('utf8')) };
}

/** Whoever stands at the other end may call anything a problem. */
function codeOf(text: string): string | null {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
