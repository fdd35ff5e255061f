import type { ClientParts } from '../client.ts';
import { error } from '../errors.ts';
import { readAnswer, textOf } from './answer.ts';
import type { Grant } from './tokens.ts';

/** Of an answer without `expires_in` (RFC 6749 section 5.1 only recommends it). */
const TOKEN_SECONDS = 15 * 60;
/** A token by client credentials (RFC 6749 section 4.4). Throws AXIS_CALL_REFUSED when they are not taken. */
export async function grantToClient(
  { target, http }: ClientParts,
  url: string,
  clientId: string,
  secret: string,
  signal: AbortSignal,
): Promise<Grant> {
  const answer = await http.request({
    url,
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: Buffer.from('grant_type=client_credentials'),
    signal,
  });
  const read = answer.status === 200 ? readAnswer(answer.body.toString('utf8')) : null;
  const grant = (read?.data ?? {}) as Record<string, unknown>;
  const token = textOf(grant, ['access_token']);
  if (token === undefined) {
    throw error('AXIS_CALL_REFUSED', { axis: target.name, call: 'token', detail: `HTTP ${answer.status}` });
  }
  return { token, seconds: Number(textOf(grant, ['expires_in']) ?? TOKEN_SECONDS) };
}
