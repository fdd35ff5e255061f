import { createHash, X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { HubError } from '../platform/errors.ts';
import { openLog } from '../platform/log.ts';
import { certificateHolders, registryError, resolveAgencies, signerFacts } from '../registry/index.ts';
import { limitsOf } from '../settings.ts';
import {
  type FileSource,
  openVerifier,
  refusalError,
  type SignerFacts,
  type SignerQuestion,
  type VerificationReport,
  type VerifiedPackage,
  verificationReport,
} from '../trust/index.ts';
import { withChains } from './chains.ts';
import { readSmallFile, spoolOf } from './files.ts';
import { type GivenSettings, readSettings } from './settings.ts';
import { withTools } from './tools.ts';

export interface DocumentCheck {
  readonly package: VerifiedPackage;
  /** Why a hub that requires a signature would refuse it. */
  readonly refusal: HubError | null;
  readonly report: VerificationReport;
}

type Ask = (question: SignerQuestion) => Promise<SignerFacts>;

/**
 * Verifies a package as a hub does that requires signatures: against the certificate given, the registry of this
 * machine, or nobody's; with trust anchors its chain and revocation too. Throws what the reader finds wrong with the
 * package itself, and TRUST_ANCHORS_UNREADABLE.
 */
export async function checkDocument(
  file: string,
  options: GivenSettings & { readonly signer?: string; readonly registry?: boolean },
): Promise<DocumentCheck> {
  if (options.registry) {
    return withTools(options, ({ tools }) =>
      run(
        file,
        options,
        (sha256s) => certificateHolders(tools.database.db, sha256s),
        async (question) => {
          const sender = (await resolveAgencies(tools.database.db, [question.senderCode])).get(question.senderCode);
          if (!sender) throw registryError('AGENCY_UNKNOWN', { code: question.senderCode });
          const facts = await signerFacts(tools.database.db, sender, question.certificateSha256, 'require');
          return { ...facts, policy: 'require' };
        },
      ),
    );
  }
  const given = options.signer ? [await readCertificate(options.signer)] : [];
  return run(
    file,
    options,
    async () => new Map(),
    async () => ({
      policy: 'require',
      certificates: given.map((der) => ({ agencyId: fingerprint(der), der, revokedAt: null })),
      boundElsewhere: false,
    }),
  );
}

async function run(
  file: string,
  options: GivenSettings,
  holders: FileSource['holders'],
  ask: Ask,
): Promise<DocumentCheck> {
  const [spool, config] = await Promise.all([spoolOf(file), readSettings(options)]);
  const files = { scratch: tmpdir(), holders, evenRefused: true };
  return withChains(config, async (chains) => {
    const verifier = openVerifier({ limits: limitsOf(config), threads: 1, log: openLog('error'), files, chains });
    try {
      const verified = await verifier.verify(spool, ask);
      const { verdict } = verified;
      return { package: verified, refusal: refusalError(verdict), report: verificationReport(verdict, spool.sha256) };
    } finally {
      await verifier.close();
    }
  });
}

async function readCertificate(file: string): Promise<Buffer> {
  const bytes = await readSmallFile(file);
  try {
    return new X509Certificate(bytes).raw;
  } catch (cause) {
    throw registryError('CERTIFICATE_UNREADABLE', {}, cause);
  }
}

function fingerprint(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex');
}
