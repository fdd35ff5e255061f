import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { error } from './errors.ts';
import { mailCode } from './tables.ts';

/** Where the web pages answer for a code (`console/pages/mail-answer.ts`). */
const PAGE = '/console/mail/';
const CODE_BYTES = 32;

/**
 * Makes a link by which whoever has it answers for a delivery. Each try of a mail gets its own: nobody knows which one
 * came through. Gives its path; the code itself is kept nowhere.
 */
export async function inviteByMail(
  reader: Reader,
  { deliveryId, connection, days }: { readonly deliveryId: string; readonly connection: string; readonly days: number },
): Promise<string> {
  const code = randomBytes(CODE_BYTES).toString('base64url');
  const expiresAt = sql`now() + make_interval(days => ${days})`;
  await reader.insert(mailCode).values({ codeSha256: digestOf(code), deliveryId, connection, expiresAt });
  return `${PAGE}${code}`;
}

/** The delivery that a code answers for, and the connection that wrote it. @throws MAIL_CODE_UNKNOWN also when expired */
export async function readMailCode(reader: Reader, code: string): Promise<{ deliveryId: string; connection: string }> {
  const { deliveryId, connection, codeSha256, expiresAt } = mailCode;
  const [found] = await reader
    .select({ deliveryId, connection })
    .from(mailCode)
    .where(and(eq(codeSha256, digestOf(code)), gt(expiresAt, sql`now()`)));
  if (!found) throw error('MAIL_CODE_UNKNOWN');
  return found;
}

/** Removes codes that answer for nothing any more. */
export async function dropOldMailCodes(reader: Reader): Promise<void> {
  await reader.delete(mailCode).where(lt(mailCode.expiresAt, sql`now()`));
}

function digestOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
