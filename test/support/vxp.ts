import { createHash, createHmac } from 'node:crypto';
import { connect } from 'node:net';

export interface VxpCredentials {
  readonly systemId: string;
  readonly secret: string;
}

export interface VxpOptions {
  readonly body?: Buffer | string;
  readonly method?: 'GET' | 'POST';
  /** Milliseconds by which the client's clock differs from Vietnam's. */
  readonly clockMs?: number;
  readonly contentType?: string;
  /** Changes the header lines after they were signed. */
  readonly tamper?: (lines: [string, string][]) => [string, string][];
  /** Changes the signed text before it is signed. */
  readonly rewrite?: (signHeader: string) => string;
  readonly lowerCase?: boolean;
  /** Sends the body only after `100 Continue`, as the field's library does. */
  readonly expect?: boolean;
}

export interface VxpAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: Buffer;
  json<T = Record<string, unknown>>(): T;
}

const SLOT = { sendEdoc: 'application/octet-stream' } as Record<string, string>;
const GETS = ['downloadEdoc', 'countReceiveEdoc', 'countReceiveStatus'];

/** The digest as the field's library prints it: no zero in front of a small byte. */
export function fieldHash(file: Buffer): string {
  return [...createHash('sha256').update(file).digest()].map((byte) => byte.toString(16)).join('');
}

/** A client of the protocol that writes its requests byte by byte on a socket; it shares no code with the hub. */
export function vxpClient(base: string, { systemId, secret }: VxpCredentials) {
  const { hostname, port, pathname } = new URL(base);

  /** The bytes of a request; sending them twice is what the field's library does after an I/O error. */
  function write(endpoint: string, parameters: Record<string, string>, options: VxpOptions = {}) {
    const contentType = options.contentType ?? SLOT[endpoint] ?? 'application/json';
    const now = new Date(Date.now() + 7 * 3_600_000 + (options.clockMs ?? 0)).toISOString();
    const [, year, month, day, hour, minute, second, ms] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)/.exec(now)!;
    const values: Record<string, string> = {
      ...parameters,
      systemid: systemId,
      timestamp: `${day}${month}${year}T${hour}${minute}${second}+0${ms}`,
      'Content-Type': contentType,
    };
    const prefixed = Object.entries(values).map(([name, value]): [string, string] => [`XroadVnpt-${name}`, value]);
    const plain = JSON.stringify(Object.fromEntries(prefixed));
    const signHeader = options.rewrite ? options.rewrite(plain) : plain;
    const signed: [string, string][] = [
      ...prefixed,
      ['XroadVnpt-sign-header-key', Object.keys(values).join(';')],
      ['XroadVnpt-sign-header', signHeader],
      ['XroadVnpt-hash-header', createHmac('sha256', secret).update(signHeader).digest('hex')],
      ['XroadVnpt-version', '3.0.201608'],
    ];
    const body = Buffer.from(options.body ?? '');
    const lines: [string, string][] = [
      ['Host', hostname],
      ['User-Agent', 'JAVASDKAgent/1.0.0 XRoad/VPCP'],
      ['Connection', 'close'],
      ['Content-Type', contentType],
      ['Content-Length', String(body.length)],
      ...(options.expect ? [['Expect', '100-continue'] as [string, string]] : []),
      ...(options.tamper ? options.tamper(signed) : signed),
    ];
    const method = options.method ?? (GETS.includes(endpoint) ? 'GET' : 'POST');
    const text = lines
      .map(([name, value]) => `${options.lowerCase ? name.toLowerCase() : name}: ${value}\r\n`)
      .join('');
    return {
      head: Buffer.from(`${method} ${pathname}/${endpoint} HTTP/1.1\r\n${text}\r\n`),
      body,
      expect: options.expect,
    };
  }

  function send({ head, body, expect }: ReturnType<typeof write>): Promise<VxpAnswer> {
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      const socket = connect(Number(port), hostname, () => {
        socket.write(head);
        if (!expect) socket.write(body);
      });
      socket.on('data', (chunk) => {
        parts.push(chunk);
        if (expect && parts.length === 1 && chunk.toString().startsWith('HTTP/1.1 100')) socket.write(body);
      });
      socket.on('error', reject);
      socket.on('end', () => resolve(parse(Buffer.concat(parts), expect === true)));
    });
  }

  const call = (endpoint: string, parameters: Record<string, string> = {}, options: VxpOptions = {}) =>
    send(write(endpoint, parameters, options));

  return {
    write,
    send,
    call,
    /** sendEdoc as the field does it: unpadded hash, a CR LF behind the file, the body after 100 Continue. */
    sendEdoc: (from: string, file: Buffer, parameters: Record<string, string> = {}, options: VxpOptions = {}) =>
      call(
        'sendEdoc',
        { servicetype: 'eDoc', messagetype: 'edoc', 'hash-file': fieldHash(file), from, ...parameters },
        { body: Buffer.concat([file, Buffer.from('\r\n')]), expect: true, ...options },
      ),
    received: async (messagetype = 'edoc', parameters: Record<string, string> = {}) => {
      const answer = await call('getReceivedEdocList', { servicetype: 'eDoc', messagetype, ...parameters });
      return answer.json<{ data: Record<string, string>[] }>().data;
    },
    sent: async (parameters: Record<string, string> = {}) => {
      const answer = await call('getSentEdocList', { servicetype: 'eDoc', messagetype: 'edoc', ...parameters });
      return answer.json<{ data: Record<string, string>[] }>().data;
    },
    getEdoc: async (docId: string) => {
      const answer = await call('getEdoc', { docId, filePath: '/tmp/nhan.edxml' }, { body: '{}' });
      return Buffer.from(answer.json<{ data: string }>().data ?? '', 'base64');
    },
    updateStatus: (docid: string, status: string, options: VxpOptions = {}) =>
      call('updateStatus', { docid, status }, { body: '{}', ...options }),
  };
}

function parse(bytes: Buffer, expected: boolean): VxpAnswer {
  const whole = expected ? bytes.subarray(bytes.indexOf('\r\n\r\n') + 4) : bytes;
  const end = whole.indexOf('\r\n\r\n');
  const headers = whole.subarray(0, end).toString();
  const rest = whole.subarray(end + 4);
  const body = /transfer-encoding: chunked/i.test(headers) ? dechunk(rest) : rest;
  return { status: Number(headers.split(' ')[1]), headers, body, json: <T>() => JSON.parse(body.toString()) as T };
}

function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.subarray(at, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
