import type { Facts } from '../../platform/errors.ts';

export type PathCode =
  | 'CHAIN_NOT_TRUSTED'
  | 'CHAIN_CONSTRAINTS'
  | 'CERT_EXPIRED'
  | 'CERT_NOT_YET_VALID'
  | 'CERT_REVOKED'
  | 'REVOCATION_UNAVAILABLE'
  | 'ALGORITHM_NOT_ALLOWED';

interface ProblemSpec {
  readonly code: PathCode;
  readonly vi: string;
  readonly en: string;
}

/**
 * Every way in which a chain fails, in words; `{name}` is filled from the facts. The codes `CERT_*` are said of the
 * signer's own certificate; the same fault of an authority above is a fault of the chain.
 */
export const PROBLEMS = {
  unreadable: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'Chứng thư không đúng cấu trúc RFC 5280',
    en: 'the certificate is not DER of RFC 5280',
  },
  tooLarge: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chứng thư "{subject}" vượt {limit} byte',
    en: 'the certificate "{subject}" is larger than {limit} bytes',
  },
  noPath: {
    code: 'CHAIN_NOT_TRUSTED',
    vi: 'không có đường dẫn từ "{subject}" (do "{issuer}" cấp) tới một gốc tin cậy',
    en: 'no path leads from "{subject}" (issued by "{issuer}") to a trust anchor',
  },
  tooLong: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chuỗi dài hơn {limit} chứng thư',
    en: 'the chain is longer than {limit} certificates',
  },
  badSignature: {
    code: 'CHAIN_NOT_TRUSTED',
    vi: 'chữ ký trên chứng thư "{subject}" không phải của "{issuer}"',
    en: 'the signature on the certificate "{subject}" is not that of "{issuer}"',
  },
  wrongIssuer: {
    code: 'CHAIN_NOT_TRUSTED',
    vi: 'chứng thư "{subject}" không do "{issuer}" cấp',
    en: 'the certificate "{subject}" was not issued by "{issuer}"',
  },
  algorithm: {
    code: 'ALGORITHM_NOT_ALLOWED',
    vi: 'chứng thư "{subject}": {algorithm}',
    en: 'the certificate "{subject}": {algorithm}',
  },
  expired: { code: 'CERT_EXPIRED', vi: 'chứng thư hết hạn từ {date}', en: 'the certificate expired on {date}' },
  notYetValid: {
    code: 'CERT_NOT_YET_VALID',
    vi: 'chứng thư có hiệu lực từ {date}',
    en: 'the certificate is valid from {date}',
  },
  authorityExpired: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chứng thư của cơ quan chứng thực "{subject}" hết hạn từ {date}',
    en: 'the certificate of the authority "{subject}" expired on {date}',
  },
  authorityNotYetValid: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chứng thư của cơ quan chứng thực "{subject}" có hiệu lực từ {date}',
    en: 'the certificate of the authority "{subject}" is valid from {date}',
  },
  unknownCritical: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chứng thư "{subject}" có phần mở rộng bắt buộc mà trục không xử lý: {oid}',
    en: 'the certificate "{subject}" has a critical extension that is not processed: {oid}',
  },
  notAuthority: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chứng thư "{subject}" không được phép cấp chứng thư',
    en: 'the certificate "{subject}" may not issue certificates',
  },
  pathLength: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'có nhiều cấp dưới "{subject}" hơn mức được phép',
    en: 'there are more levels below "{subject}" than are allowed',
  },
  names: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'tên trong chứng thư "{subject}" nằm ngoài phạm vi mà cấp trên cho phép',
    en: 'a name in the certificate "{subject}" is not permitted by an authority above',
  },
  policies: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chính sách chứng thư của "{subject}" không được chấp nhận',
    en: 'the certificate policies of "{subject}" are not acceptable',
  },
  usage: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chứng thư "{subject}" không được cấp để ký văn bản',
    en: 'the certificate "{subject}" was not issued for signing documents',
  },
  revoked: {
    code: 'CERT_REVOKED',
    vi: 'chứng thư bị thu hồi từ {date} ({reason})',
    en: 'the certificate was revoked on {date} ({reason})',
  },
  authorityRevoked: {
    code: 'CHAIN_CONSTRAINTS',
    vi: 'chứng thư của cơ quan chứng thực "{subject}" bị thu hồi từ {date} ({reason})',
    en: 'the certificate of the authority "{subject}" was revoked on {date} ({reason})',
  },
  revocationUnknown: {
    code: 'REVOCATION_UNAVAILABLE',
    vi: 'chưa biết chứng thư "{subject}" có bị thu hồi hay không',
    en: 'it is not known whether the certificate "{subject}" was revoked',
  },
} as const satisfies Record<string, ProblemSpec>;

export interface PathProblem {
  readonly kind: keyof typeof PROBLEMS;
  readonly facts: Facts;
}

export function pathProblem(kind: PathProblem['kind'], facts: Facts = {}): PathProblem {
  return { kind, facts };
}

export function codeOf(problem: PathProblem): PathCode {
  return PROBLEMS[problem.kind].code;
}

export function wordsOf({ kind, facts }: PathProblem, language: 'vi' | 'en'): string {
  const template: string = PROBLEMS[kind][language];
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
