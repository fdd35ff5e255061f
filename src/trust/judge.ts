import { createHash } from 'node:crypto';
import type { Notice } from '../edxml/index.ts';
import { dayInWords } from '../platform/clock.ts';
import { SIGNATURE_METHODS } from './algorithms.ts';
import { type ReadCertificate, readCertificate, refuseKey, verifyValue } from './certificates.ts';
import { remakeError } from './errors.ts';
import { type Problem, truncated } from './flaw.ts';
import type { InspectedSignature, ReadableSignature } from './inspect.ts';
import {
  type BoundCertificate,
  POLICY_VERSION,
  type SignaturePolicy,
  type SignerFacts,
  type Verdict,
} from './model.ts';
import { type ChainMaterial, checkCertificate, type PathResult } from './path/index.ts';
import { sameDigest } from './references.ts';
import type { SignedProperties } from './xades.ts';

export interface Judgement {
  readonly signature: InspectedSignature;
  readonly facts: SignerFacts;
  readonly senderCode: string;
  readonly nowMs: number;
  /** Anchors and revocation answers; absent: the registry's binding decides alone. */
  readonly chain?: ChainMaterial;
}

/** From what the bytes say and what the registry knows to a verdict. No I/O; cheap unless the signature is readable. */
export function judge({ signature, facts, senderCode, nowMs, chain }: Judgement): Verdict {
  const { policy } = facts;
  const checkedAt = new Date(nowMs).toISOString();
  const common = {
    policy,
    policyVersion: POLICY_VERSION,
    checkedAt,
    form: null,
    algorithms: [],
    signer: null,
    covered: [],
  };
  if (signature.state === 'absent') {
    const missing = policy === 'require';
    return {
      ...common,
      ...(missing ? refused({ code: 'SIGNATURE_MISSING', facts: {} }) : NOT_SIGNED),
      signature: 'absent',
    };
  }
  const { algorithms } = signature;
  if (signature.state === 'flawed') return { ...common, algorithms, ...judgeFlaw(signature.problem, policy) };
  const { form, covered } = signature;
  const outcome = judgeReadable(signature, facts, senderCode, nowMs, chain);
  const signer = outcome.certificate?.report ?? null;
  const path = outcome.path;
  const signingTime = outcome.genuine ? signature.properties?.signingTime : null;
  const described = {
    ...common,
    form,
    algorithms,
    signer,
    ...(path && { chain: path }),
    ...(signingTime && { signingTime }),
  };
  if (outcome.problem?.fieldHabit) return { ...described, ...judgeFlaw(outcome.problem, policy) };
  if (outcome.problem) {
    const part = refused(outcome.problem);
    // The path says the same more exactly: which certificate, which rule.
    const reasons = path && path.reasons.length > 0 ? path.reasons : part.reasons;
    return { ...described, ...part, reasons, signature: outcome.genuine ? 'valid-untrusted' : 'invalid' };
  }
  return {
    ...described,
    covered,
    indication: 'TOTAL_PASSED',
    subIndication: null,
    refusal: null,
    refusalFacts: {},
    signature: 'valid-trusted',
    reasons: [
      validNotice(signer?.subject ?? '', covered),
      ...(path ? [chainNotice(path)] : []),
      ...(signature.properties?.hasUnsigned ? [UNSIGNED_IGNORED] : []),
    ],
  };
}

/** The verdict made again, where the registry has learnt since that the signer's certificate is revoked. */
export function judgeRevoked(verdict: Verdict, revokedAt: Date): Verdict {
  const part = refused({ code: 'CERT_REVOKED', facts: { date: dayInWords(revokedAt.getTime()) } });
  return { ...verdict, ...part, covered: [], signature: 'valid-untrusted' };
}

type Part = Pick<Verdict, 'indication' | 'subIndication' | 'refusal' | 'refusalFacts' | 'reasons'>;

const NOT_SIGNED: Part = {
  indication: 'NOT_SIGNED',
  subIndication: null,
  refusal: null,
  refusalFacts: {},
  reasons: [
    {
      code: 'NOT_SIGNED',
      vi: 'Gói tin không có chữ ký số; bên gửi được xác thực bằng tài khoản của hệ thống.',
      en: "The package has no envelope signature; the sender is proven by its system's credentials.",
    },
  ],
};

/** EN 319 102-1 table 5: these sub-indications are a definite failure; every other one leaves the question open. */
const DEFINITE = new Set(['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE', 'REVOKED', 'NOT_YET_VALID']);

function refused({ code, facts }: Pick<Problem, 'code' | 'facts'>): Part {
  const error = remakeError(code, facts);
  const subIndication = error.spec.subIndication ?? null;
  return {
    indication: subIndication !== null && DEFINITE.has(subIndication) ? 'TOTAL_FAILED' : 'INDETERMINATE',
    subIndication,
    refusal: code,
    refusalFacts: error.facts,
    reasons: [notice(code, facts)],
  };
}

function judgeFlaw(problem: Problem, policy: SignaturePolicy): Part & Pick<Verdict, 'signature'> {
  const part = refused(problem);
  if (!problem.fieldHabit) return { ...part, signature: 'invalid' };
  const passes = policy !== 'require';
  return {
    ...part,
    indication: 'INDETERMINATE',
    signature: 'unverifiable',
    ...(passes ? { refusal: null, refusalFacts: {} } : {}),
  };
}

interface Outcome {
  readonly problem: Problem | null;
  readonly certificate: ReadCertificate | null;
  /** SignatureValue was made by the key of that certificate and nothing was changed. */
  readonly genuine: boolean;
  /** Asked only of a genuine signature: what is refused anyway must not wait for a revocation list. */
  readonly path?: PathResult;
}

/** Signer, dates, revocation, value, digests, chain: the first that fails is the reason. */
function judgeReadable(
  signature: ReadableSignature,
  facts: SignerFacts,
  sender: string,
  nowMs: number,
  chain: ChainMaterial | undefined,
): Outcome {
  const { bound, certificate } = findSigner(signature, facts.certificates);
  if (!certificate) {
    if (signature.certificate) return { problem: truncated().problem, certificate: null, genuine: false };
    const code = facts.certificates.length > 0 ? 'SIGNATURE_INVALID' : 'SIGNER_UNKNOWN';
    return { problem: fail(code, { sender }), certificate: null, genuine: false };
  }
  const method = SIGNATURE_METHODS.get(signature.method)!;
  const unfit = refuseKey(certificate.key, method);
  const valueAgrees =
    unfit === null && verifyValue(signature.method, signature.signedInfo, signature.value, certificate.key);
  const named = namesCertificate(signature.properties, signature.certificate ?? bound?.der ?? null);
  const genuine = valueAgrees && signature.changed === null && named;
  const problem = firstProblem();
  if (problem || !bound || !chain) return { problem, certificate, genuine };
  const path = checkCertificate(bound.der, chain, nowMs);
  return { problem: path.code && fail(path.code, path.facts), certificate, genuine, path };

  function firstProblem(): Problem | null {
    if (unfit !== null) return fail('ALGORITHM_NOT_ALLOWED', { algorithm: unfit });
    if (!bound) return fail(facts.boundElsewhere ? 'SIGNER_MISMATCH' : 'SIGNER_UNKNOWN', { sender });
    if (nowMs > certificate!.validToMs) return fail('CERT_EXPIRED', { date: dayInWords(certificate!.validToMs) });
    if (nowMs < certificate!.validFromMs)
      return fail('CERT_NOT_YET_VALID', { date: dayInWords(certificate!.validFromMs) });
    const revokedMs = bound.revokedAt?.getTime();
    if (revokedMs !== undefined && revokedMs <= nowMs) return fail('CERT_REVOKED', { date: dayInWords(revokedMs) });
    if (!valueAgrees) return fail('SIGNATURE_INVALID', {});
    if (signature.changed !== null) return fail('DIGEST_MISMATCH', { uri: signature.changed });
    // Only now is it known that the signer wrote this.
    if (!named) return fail('SIGNING_CERTIFICATE_DIFFERS', {});
    return null;
  }
}

/** XAdES: the certificate that the signer meant must be the one he is judged by, or another of the same key could be put in. */
function namesCertificate(properties: SignedProperties | null, der: Uint8Array | null): boolean {
  if (!properties || !der) return true;
  const { digest, value } = properties.certificate;
  return sameDigest(createHash(digest).update(der).digest(), value);
}

/** The bound certificate that KeyInfo names; without a KeyInfo, the bound one whose key made the value. */
function findSigner(signature: ReadableSignature, certificates: readonly BoundCertificate[]) {
  if (signature.certificate) {
    const certificate = readCertificate(signature.certificate);
    const bound = certificates.find(({ der }) => Buffer.compare(der, signature.certificate!) === 0) ?? null;
    return { bound, certificate };
  }
  // An agency that renewed its certificate and kept the key has two of them; XAdES says which was meant.
  const meant = certificates.filter(({ der }) => namesCertificate(signature.properties, der));
  for (const bound of meant.length > 0 ? meant : certificates) {
    const certificate = readCertificate(bound.der);
    if (certificate && verifyValue(signature.method, signature.signedInfo, signature.value, certificate.key)) {
      return { bound, certificate };
    }
  }
  return { bound: null, certificate: null };
}

function fail(code: string, facts: Problem['facts']): Problem {
  return { code, facts, fieldHabit: false };
}

function notice(code: string, facts: Problem['facts']): Notice {
  const error = remakeError(code, facts);
  return { code, vi: error.title('vi'), en: error.title('en') };
}

function validNotice(subject: string, covered: readonly string[]): Notice {
  const parts = covered.join(', ');
  return {
    code: 'SIGNATURE_VALID',
    vi: `Chữ ký số của gói tin hợp lệ, do chứng thư số đã đăng ký "${subject}" ký trên: ${parts}.`,
    en: `The envelope signature is valid, made by the bound certificate "${subject}" over: ${parts}.`,
  };
}

const UNSIGNED_IGNORED: Notice = {
  code: 'UNSIGNED_PROPERTIES_IGNORED',
  vi: 'Chữ ký mang UnsignedProperties, không được chữ ký bảo vệ; trục bỏ qua các thuộc tính đó.',
  en: 'The signature carries UnsignedProperties, which nothing protects; the hub ignores them.',
};

function chainNotice({ chain }: PathResult): Notice {
  const anchor = chain[0]!.subject;
  return {
    code: 'CHAIN_VALID',
    vi: `Chứng thư số của người ký dẫn tới gốc tin cậy "${anchor}" và không bị thu hồi.`,
    en: `The signer's certificate leads to the trust anchor "${anchor}" and was not revoked.`,
  };
}
