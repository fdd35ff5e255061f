import type { Tx } from '../platform/database.ts';
import { certificateRevokedAt } from '../registry/index.ts';
import { judgeRevoked, refusalError, type Verdict } from '../trust/index.ts';
import type { Case } from './outcome.ts';

/** The registry was asked before revocation lists were fetched and files looked into, which can take long: once more. */
export async function requireUnrevoked(tx: Tx, it: Case, verdict: Verdict): Promise<void> {
  if (verdict.signature !== 'valid-trusted') return;
  const revokedAt = await certificateRevokedAt(tx, verdict.signer!.sha256);
  if (!revokedAt) return;
  const revoked = judgeRevoked(verdict, revokedAt);
  it.known = { ...it.known, verdict: revoked };
  throw refusalError(revoked);
}
