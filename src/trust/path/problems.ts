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
  /** For CHAIN_CONSTRAINTS: what was broken, by the name that RFC 5280 gives it. */
  readonly rule?: string;
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
    rule: 'DER',
    vi: 'Chứng thư số không đúng cấu trúc RFC 5280.',
    en: 'The certificate is not DER of RFC 5280.',
  },
  tooLarge: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'size',
    vi: 'Chứng thư số "{subject}" vượt {limit} byte.',
    en: 'The certificate "{subject}" is larger than {limit} bytes.',
  },
  noPath: {
    code: 'CHAIN_NOT_TRUSTED',
    vi: 'Không có đường dẫn từ "{subject}" (do "{issuer}" cấp) tới một gốc tin cậy.',
    en: 'No path leads from "{subject}" (issued by "{issuer}") to a trust anchor.',
  },
  tooLong: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'path length',
    vi: 'Chuỗi dài hơn {limit} chứng thư số.',
    en: 'The chain is longer than {limit} certificates.',
  },
  badSignature: {
    code: 'CHAIN_NOT_TRUSTED',
    vi: 'Chữ ký trên chứng thư số "{subject}" không phải của "{issuer}".',
    en: 'The signature on the certificate "{subject}" is not that of "{issuer}".',
  },
  wrongIssuer: {
    code: 'CHAIN_NOT_TRUSTED',
    vi: 'Chứng thư số "{subject}" không do "{issuer}" cấp.',
    en: 'The certificate "{subject}" was not issued by "{issuer}".',
  },
  algorithm: {
    code: 'ALGORITHM_NOT_ALLOWED',
    vi: 'Chứng thư số "{subject}": {algorithm}.',
    en: 'The certificate "{subject}": {algorithm}.',
  },
  expired: { code: 'CERT_EXPIRED', vi: 'Chứng thư số hết hạn từ {date}.', en: 'The certificate expired on {date}.' },
  notYetValid: {
    code: 'CERT_NOT_YET_VALID',
    vi: 'Chứng thư số có hiệu lực từ {date}.',
    en: 'The certificate is valid from {date}.',
  },
  authorityExpired: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'notAfter',
    vi: 'Chứng thư số của cơ quan chứng thực "{subject}" hết hạn từ {date}.',
    en: 'The certificate of the authority "{subject}" expired on {date}.',
  },
  authorityNotYetValid: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'notBefore',
    vi: 'Chứng thư số của cơ quan chứng thực "{subject}" có hiệu lực từ {date}.',
    en: 'The certificate of the authority "{subject}" is valid from {date}.',
  },
  unknownCritical: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'critical extension',
    vi: 'Chứng thư số "{subject}" có phần mở rộng bắt buộc mà trục không xử lý: {oid}.',
    en: 'The certificate "{subject}" has a critical extension that is not processed: {oid}.',
  },
  notAuthority: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'cA, keyCertSign',
    vi: 'Chứng thư số "{subject}" không được phép cấp chứng thư số.',
    en: 'The certificate "{subject}" may not issue certificates.',
  },
  pathLength: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'pathLenConstraint',
    vi: 'Có nhiều cấp dưới "{subject}" hơn mức được phép.',
    en: 'There are more levels below "{subject}" than are allowed.',
  },
  names: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'nameConstraints',
    vi: 'Tên trong chứng thư số "{subject}" nằm ngoài phạm vi mà cấp trên cho phép.',
    en: 'A name in the certificate "{subject}" is not permitted by an authority above.',
  },
  policies: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'certificatePolicies',
    vi: 'Chính sách chứng thư số của "{subject}" không được chấp nhận.',
    en: 'The certificate policies of "{subject}" are not acceptable.',
  },
  usage: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'keyUsage',
    vi: 'Chứng thư số "{subject}" không được cấp để ký văn bản.',
    en: 'The certificate "{subject}" was not issued for signing documents.',
  },
  revoked: {
    code: 'CERT_REVOKED',
    vi: 'Chứng thư số bị thu hồi từ {date} ({reason}).',
    en: 'The certificate was revoked on {date} ({reason}).',
  },
  authorityRevoked: {
    code: 'CHAIN_CONSTRAINTS',
    rule: 'revoked',
    vi: 'Chứng thư số của cơ quan chứng thực "{subject}" bị thu hồi từ {date} ({reason}).',
    en: 'The certificate of the authority "{subject}" was revoked on {date} ({reason}).',
  },
  revocationUnknown: {
    code: 'REVOCATION_UNAVAILABLE',
    vi: 'Chưa biết chứng thư số "{subject}" có bị thu hồi hay không: {vi}.',
    en: 'It is not known whether the certificate "{subject}" was revoked: {en}.',
  },
} as const satisfies Record<string, ProblemSpec>;

/** Reasons of RFC 5280 section 5.3.1 in Vietnamese. */
const REASONS: Readonly<Record<string, string>> = {
  unspecified: 'không nêu lý do',
  keyCompromise: 'lộ khóa',
  cACompromise: 'lộ khóa của cơ quan chứng thực',
  affiliationChanged: 'thay đổi đơn vị công tác',
  superseded: 'đã thay bằng chứng thư số khác',
  cessationOfOperation: 'ngừng hoạt động',
  certificateHold: 'tạm dừng',
  removeFromCRL: 'bỏ khỏi danh sách thu hồi',
  privilegeWithdrawn: 'rút quyền',
  aACompromise: 'lộ khóa của cơ quan cấp thuộc tính',
};

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

/** The facts with the rule that was broken, for the sentence of the code. */
export function factsOf({ kind, facts }: PathProblem): Facts {
  const { rule }: ProblemSpec = PROBLEMS[kind];
  return rule === undefined ? facts : { ...facts, rule };
}

export function wordsOf({ kind, facts }: PathProblem, language: 'vi' | 'en'): string {
  const template: string = PROBLEMS[kind][language];
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = String(facts[name] ?? whole);
    return name === 'reason' && language === 'vi' ? (REASONS[value] ?? value) : value;
  });
}
