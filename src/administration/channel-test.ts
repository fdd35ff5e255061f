import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { Outbound } from '../platform/outbound.ts';
import type { Vault } from '../platform/secrets.ts';
import * as registry from '../registry/index.ts';
import { contentDigest, signWebhook, TEST_ID } from '../wire/index.ts';
import { type By, tell } from './by.ts';

/** A recipient that answers a test later than this will answer a document late too. */
const PATIENCE_MS = 15_000;
const CONNECT_MS = 5_000;

export type ChannelVerdict =
  | 'answered'
  | 'signature-refused'
  | 'refused'
  | 'redirected'
  | 'failing'
  | 'certificate'
  | 'not-allowed'
  | 'unreachable'
  | 'silent'
  | 'talkative';

/** What one test call of a webhook has shown. */
export interface ChannelTest {
  /** The id that the call bore, for the recipient's log. */
  readonly id: string;
  readonly url: string;
  readonly verdict: ChannelVerdict;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** The network's or the certificate's own code; null where there was an answer. */
  readonly reason: string | null;
  /** From the start of the call to the end of the answer. */
  readonly ms: number;
}

export interface ChannelCaller {
  readonly database: Pick<Database, 'db'>;
  readonly vault: Vault;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Calls an agency's webhook once, signed like a document, under the rules of every outbound call. The call names no
 * delivery and carries no edXML, so that nobody can take it for a document.
 * @throws CHANNEL_NOT_WEBHOOK, CHANNEL_TEST_TOO_SOON, FORBIDDEN, OUTBOUND_URL_INVALID, WHY_MISSING
 */
export async function testChannel(
  { database, vault, outbound, clock, signal }: ChannelCaller,
  agency: registry.Agency,
  by: By,
): Promise<ChannelTest> {
  registry.authorise(by, 'admin');
  const { url, secret } = await database.db.transaction((tx) => registry.beginChannelTest(tx, vault, agency));
  const id = `${TEST_ID}${newId(clock.now())}`;
  const began = clock.monotonic();
  const answer = await outbound
    .request({
      ...testCall(agency, { id, secret, seconds: Math.floor(clock.now() / 1_000) }),
      url,
      connectTimeoutMs: CONNECT_MS,
      timeoutMs: PATIENCE_MS,
      ...(signal && { signal }),
    })
    .then(({ status }) => ({ verdict: verdictOfStatus(status), status, reason: null }), explain);
  const test: ChannelTest = { id, url, ...answer, ms: Math.round(clock.monotonic() - began) };
  const { verdict, status, reason, ms } = test;
  const data = { test: id, verdict, status, reason, ms };
  await database.db.transaction((tx) => tell(tx, { type: 'channel.tested', agencyId: agency.id, data }, by));
  return test;
}

/** A body with letters beyond ASCII, so that a check that reads it as text and not as octets fails here already. */
function testCall(
  { code, name }: registry.Agency,
  { id, secret, seconds }: { readonly id: string; readonly secret: string; readonly seconds: number },
) {
  const body = Buffer.from(JSON.stringify({ test: id, to: code, name }));
  const sha256 = createHash('sha256').update(body).digest('hex');
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-digest': contentDigest(sha256),
      'lienthong-test': id,
      'lienthong-kind': 'test',
      'lienthong-to': code,
      'lienthong-timestamp': String(seconds),
      'lienthong-signature': signWebhook(secret, String(seconds), id, sha256),
    },
    body,
  };
}

function verdictOfStatus(status: number): ChannelVerdict {
  if (status >= 200 && status < 300) return 'answered';
  if (status === 401 || status === 403) return 'signature-refused';
  if (status >= 300 && status < 400) return 'redirected';
  return status >= 500 ? 'failing' : 'refused';
}

/** Codes of OpenSSL and Node for a certificate, or a handshake, that does not hold. */
const CERTIFICATE_TROUBLE = /CERT|SIGNATURE|HOSTNAME_MISMATCH|^ERR_(TLS|SSL)|^EPROTO$/;

const VERDICT_OF_ERROR: Readonly<Record<string, ChannelVerdict>> = {
  OUTBOUND_DENIED: 'not-allowed',
  OUTBOUND_TIMEOUT: 'silent',
  OUTBOUND_ANSWER_TOO_LARGE: 'talkative',
  OUTBOUND_UNREACHABLE: 'unreachable',
};

function explain(error: unknown): Pick<ChannelTest, 'verdict' | 'status' | 'reason'> {
  const verdict = isHubError(error) ? VERDICT_OF_ERROR[error.code] : undefined;
  if (!isHubError(error) || !verdict) throw error;
  const reason = String(error.facts.reason ?? error.code);
  return { verdict: CERTIFICATE_TROUBLE.test(reason) ? 'certificate' : verdict, status: null, reason };
}
