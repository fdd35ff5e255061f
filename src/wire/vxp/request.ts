import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ENDPOINTS, type Endpoint } from './endpoints.ts';
import { formatTimestamp, VIETNAM_OFFSET_MINUTES } from './timestamp.ts';

const PREFIX = 'XroadVnpt-';
const VERSION = '3.0.201608';
const USER_AGENT = 'JAVASDKAgent/1.0.0 XRoad/VPCP';
/** The protocol's own headers, which carry the signature and so cannot be signed. */
const OWN = ['sign-header-key', 'sign-header', 'hash-header', 'version'];
/** Signed with every request beside its parameters. */
const ALWAYS = ['systemid', 'timestamp', 'Content-Type'];
const BODIES = { none: Buffer.alloc(0), 'empty-object': Buffer.from('{}'), object: null, file: null };
const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

export interface Credentials {
  readonly systemId: string;
  readonly secret: string;
}

export interface ClientRequest {
  readonly method: 'POST' | 'GET';
  /** Below the base path. */
  readonly path: string;
  readonly headers: Record<string, string>;
  /** Null where the caller has it: the file of sendEdoc (see `fileBody`), the JSON of registerAgency. */
  readonly body: Buffer | null;
}

/** As a client: method, path and signed headers of one call; `parameters` by their names without prefix. */
export function buildRequest(
  endpoint: Endpoint,
  parameters: Readonly<Record<string, string>>,
  credentials: Credentials,
  clock: { readonly at: Date; readonly offsetMinutes?: number },
): ClientRequest {
  const { method, body } = ENDPOINTS[endpoint];
  const contentType = body === 'file' ? 'application/octet-stream' : 'application/json';
  const values: Record<string, string> = {
    ...parameters,
    systemid: credentials.systemId,
    timestamp: formatTimestamp(clock.at, clock.offsetMinutes ?? VIETNAM_OFFSET_MINUTES),
    'Content-Type': contentType,
  };
  const names = Object.keys(values);
  const signed = Object.fromEntries(names.map((name) => [PREFIX + name, toHeader(values[name]!)]));
  const signHeader = JSON.stringify(Object.fromEntries(names.map((name) => [PREFIX + name, values[name]])));
  return {
    method,
    path: `/${endpoint}`,
    headers: {
      'Content-Type': contentType,
      'User-Agent': USER_AGENT,
      ...signed,
      [`${PREFIX}sign-header-key`]: names.join(';'),
      [`${PREFIX}sign-header`]: toHeader(signHeader),
      [`${PREFIX}hash-header`]: hmac(credentials.secret, Buffer.from(signHeader)).toString('hex'),
      [`${PREFIX}version`]: VERSION,
    },
    body: BODIES[body],
  };
}

/** A request as its signed text tells it: nothing else of it may be acted on. */
export interface SignedRequest {
  readonly systemId: string;
  readonly timestamp: string;
  /** Signed values by their names in lower case, without prefix. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The octets that the HMAC is over. */
  readonly signed: Buffer;
  /** Lower-case hex, as given. */
  readonly hashHeader: string;
}

/** Why a request cannot be taken as signed; `name` is the header in question. */
export interface Flaw {
  readonly flaw: 'missing' | 'unreadable' | 'unsigned' | 'differs';
  readonly name: string;
}

/**
 * As a server: the signed part of a request, whatever the case of its header names. Every header that the signed text
 * names must be there with the same value, and no `XroadVnpt-` header may be there that it does not name. Unknown
 * signed names are kept and may be ignored. Proves nothing yet: ask `isAuthentic` with the system's secret.
 */
export function readRequest(endpoint: Endpoint, headers: IncomingHttpHeaders): SignedRequest | Flaw {
  const given = prefixed(headers);
  for (const name of OWN.slice(0, 3)) if (!given.get(name)) return { flaw: 'missing', name };
  const signed = Buffer.from(given.get('sign-header')!, 'latin1');
  const parameters = readSignHeader(signed.toString('utf8'));
  if (!parameters) return { flaw: 'unreadable', name: 'sign-header' };
  const keys = given.get('sign-header-key')!.toLowerCase().split(';').filter(Boolean);
  const sameNames = keys.length === parameters.size && keys.every((name) => parameters.has(name));
  if (!sameNames) return { flaw: 'differs', name: 'sign-header-key' };
  for (const [name, value] of given) {
    if (OWN.includes(name)) continue;
    if (!parameters.has(name)) return { flaw: 'unsigned', name };
    if (parameters.get(name) !== fromHeader(value)) return { flaw: 'differs', name };
  }
  for (const name of [...parameters.keys(), ...ALWAYS, ...ENDPOINTS[endpoint].required].map(lower)) {
    if (!given.has(name)) return { flaw: 'missing', name };
  }
  const hashHeader = given.get('hash-header')!.trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hashHeader)) return { flaw: 'unreadable', name: 'hash-header' };
  return {
    systemId: parameters.get('systemid')!,
    timestamp: parameters.get('timestamp')!,
    parameters,
    signed,
    hashHeader,
  };
}

/** Whether the holder of this secret signed the request; takes the same time whatever is wrong. */
export function isAuthentic(request: SignedRequest, secret: string): boolean {
  return timingSafeEqual(hmac(secret, request.signed), Buffer.from(request.hashHeader, 'hex'));
}

function prefixed(headers: IncomingHttpHeaders): Map<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const low = lower(name);
    if (low.startsWith(lower(PREFIX)) && value !== undefined) given.set(low.slice(PREFIX.length), String(value));
  }
  return given;
}

/** The flat JSON object of strings that is signed; null for anything else, a name that occurs twice included. */
function readSignHeader(text: string): Map<string, string> | null {
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return null;
  const parameters = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    const name = lower(key);
    if (!name.startsWith(lower(PREFIX)) || typeof value !== 'string') return null;
    parameters.set(name.slice(PREFIX.length), value.trim());
  }
  // JSON.parse keeps the last of two equal names; the text tells how many there were.
  return (text.match(JSON_STRING) ?? []).length === 2 * parameters.size ? parameters : null;
}

const lower = (name: string) => name.toLowerCase();

function hmac(secret: string, octets: Buffer): Buffer {
  return createHmac('sha256', secret).update(octets).digest();
}

/** HTTP headers are octets: Node writes and reads each as one Latin-1 character, the protocol means UTF-8. */
const toHeader = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const fromHeader = (value: string) => Buffer.from(value, 'latin1').toString('utf8').trim();
