import type { SignaturePolicy, SignerReport, Verdict } from './model.ts';
import type { ChainLink } from './path/index.ts';
import { type FileReport, fileLine } from './pdf/index.ts';
import { chainWords, INDICATION_WORDS, signatureWords } from './report-words.ts';

/** Everything that was found of one document's signatures (EN 319 102-1 clause 5.1.4), without a name of a tool. */
export interface VerificationReport {
  readonly format: 'lienthong-verification-report/1';
  readonly policyVersion: string;
  readonly policy: SignaturePolicy;
  readonly checkedAt: string;
  readonly documentSha256: string;
  readonly indication: Verdict['indication'];
  readonly subIndication: string | null;
  readonly signature: Verdict['signature'];
  readonly form: Verdict['form'];
  readonly algorithms: readonly string[];
  readonly coverage: readonly string[];
  readonly signer: SignerReport | null;
  /** The signer's own claim (XAdES); null where the signature makes none or does not hold. */
  readonly claimedSigningTime: string | null;
  /** Null where no anchors were configured or the signature failed before its chain was looked at. */
  readonly chain: {
    readonly status: 'valid' | 'invalid' | 'undetermined';
    readonly code: string | null;
    readonly subIndication: string | null;
    readonly anchorSha256: string | null;
    readonly checkedAt: string;
    readonly certificates: readonly ChainLink[];
  } | null;
  /** The signatures inside the document's files; empty where they were not looked into. */
  readonly files: readonly FileReport[];
  readonly refusal: string | null;
  readonly reasons: Verdict['reasons'];
  /** The same for people, one sentence each. */
  readonly words: { readonly vi: readonly string[]; readonly en: readonly string[] };
}

/** The report of a stored verdict; `documentSha256` is the hex digest of the package's raw bytes. Nothing is recomputed. */
export function verificationReport(verdict: Verdict, documentSha256: string): VerificationReport {
  const { chain } = verdict;
  return {
    format: 'lienthong-verification-report/1',
    policyVersion: verdict.policyVersion ?? '1',
    policy: verdict.policy,
    checkedAt: verdict.checkedAt,
    documentSha256,
    indication: verdict.indication,
    subIndication: verdict.subIndication,
    signature: verdict.signature,
    form: verdict.form,
    algorithms: verdict.algorithms,
    coverage: verdict.covered,
    signer: verdict.signer,
    claimedSigningTime: verdict.signingTime ?? null,
    chain: chain
      ? {
          status: chain.status,
          code: chain.code,
          subIndication: chain.subIndication,
          anchorSha256: chain.anchorSha256,
          checkedAt: chain.checkedAt,
          certificates: chain.chain,
        }
      : null,
    files: verdict.files ?? [],
    refusal: verdict.refusal,
    reasons: verdict.reasons,
    words: { vi: wordsOf(verdict, 'vi'), en: wordsOf(verdict, 'en') },
  };
}

function wordsOf(verdict: Verdict, language: 'vi' | 'en'): string[] {
  return [
    // What is not there is not called invalid, also where it was required.
    INDICATION_WORDS[verdict.signature === 'absent' ? 'NOT_SIGNED' : verdict.indication][language],
    ...verdict.reasons.map((reason) => reason[language]),
    ...signatureWords(verdict, language),
    ...(verdict.chain ? chainWords(verdict.chain, language) : []),
    ...(verdict.files ?? []).map((file) => fileLine(file, language)),
  ];
}
