import { X509Certificate } from 'node:crypto';
import { access } from 'node:fs/promises';
import { dayInWords } from '../platform/clock.ts';
import type { HeldCertificate } from '../registry/index.ts';
import { findCertificates, listCertificates, parseCertificate, registryError } from '../registry/index.ts';
import { type ChainSource, chainWords, checkChain, type PathResult } from '../trust/index.ts';
import { agencyOf } from './agency-of.ts';
import { withChains } from './chains.ts';
import { readSmallFile } from './files.ts';
import type { Bilingual } from './output.ts';
import type { GivenSettings } from './settings.ts';
import { withTools } from './tools.ts';

export interface CertificateCheck {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha256: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** As the registry holds it; null when it is bound to no agency. */
  readonly bound: { agency: string; name: string; person: string | null; revokedAt: string | null } | null;
  /** `undetermined` is only ever a revocation that could not be learnt. */
  readonly status: 'valid' | 'invalid' | 'undetermined';
  readonly code: string | null;
  /** Null without trust anchors: nobody was asked. */
  readonly chain: PathResult | null;
  readonly checkedAt: string;
  /** What was learnt, one sentence each. */
  readonly words: { readonly vi: readonly string[]; readonly en: readonly string[] };
}

/** An agency with more certificates than these is checked certificate by certificate. */
const MOST = 100;

/**
 * Checks a certificate of a file, one that is bound by its SHA-256, or those of an agency by its code.
 * Throws CERTIFICATE_UNKNOWN, CERTIFICATE_UNREADABLE, AGENCY_UNKNOWN, TRUST_ANCHORS_UNREADABLE.
 */
export async function checkCertificates(what: string, options: GivenSettings): Promise<CertificateCheck[]> {
  return withTools(options, ({ tools, config }) =>
    withChains(config, async (chains) => {
      const { db } = tools.database;
      const sha256 = asDigest(what);
      const named = sha256 === null && (await isFile(what)) ? parseCertificate(await readSmallFile(what)) : null;
      const digest = sha256 ?? named?.fingerprint256.replaceAll(':', '').toLowerCase();
      const held =
        digest === undefined
          ? (await listCertificates(db, { agencyId: (await agencyOf(db, what)).id, limit: MOST })).items
          : await findCertificates(db, [digest]);
      if (named) return [await checkOne(named, held[0] ?? null, chains)];
      if (sha256 !== null && held.length === 0) throw registryError('CERTIFICATE_UNKNOWN', { sha256 });
      const checks: CertificateCheck[] = [];
      for (const one of held) checks.push(await checkOne(new X509Certificate(one.der), one, chains));
      return checks;
    }),
  );
}

/** Sixty-four hex digits, also in the pairs that other tools print. */
export function asDigest(text: string): string | null {
  const hex = text.replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null;
}

function isFile(name: string): Promise<boolean> {
  return access(name).then(
    () => true,
    () => false,
  );
}

async function checkOne(
  x509: X509Certificate,
  held: HeldCertificate | null,
  chains: ChainSource | undefined,
): Promise<CertificateCheck> {
  const now = new Date();
  const chain = chains ? await checkChain(chains, x509.raw, now.getTime()) : null;
  const [notBefore, notAfter] = [new Date(x509.validFrom), new Date(x509.validTo)];
  const found = held?.revokedAt
    ? REVOKED_HERE(held.revokedAt)
    : now < notBefore
      ? TOO_EARLY(notBefore)
      : now > notAfter
        ? EXPIRED(notAfter)
        : null;
  return {
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    serial: x509.serialNumber,
    sha256: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    bound: held && {
      agency: held.agency.code,
      name: held.agency.name,
      person: held.person,
      revokedAt: held.revokedAt?.toISOString() ?? null,
    },
    status: found ? 'invalid' : (chain?.status ?? 'valid'),
    code: found?.code ?? chain?.code ?? null,
    chain,
    checkedAt: now.toISOString(),
    words: { vi: wordsOf('vi', found?.words, held, chain), en: wordsOf('en', found?.words, held, chain) },
  };
}

function wordsOf(
  language: keyof Bilingual,
  found: Bilingual | undefined,
  held: HeldCertificate | null,
  chain: PathResult | null,
): string[] {
  const first = [found ?? IN_TIME, held ? null : UNBOUND, chain ? null : NO_ANCHORS].flatMap((one) => one ?? []);
  // The chain says of an expired certificate what was said already.
  const reasons = chain?.reasons.filter(({ code }) => !/^CERT_(EXPIRED|NOT_YET_VALID)$/.test(code) || !found) ?? [];
  return [
    ...first.map((words) => words[language]),
    ...reasons.map((reason) => reason[language]),
    ...(chain ? chainWords(chain, language) : []),
  ];
}

const REVOKED_HERE = (at: Date) => ({
  code: 'CERT_REVOKED',
  words: {
    vi: `Đã bị thu hồi trong danh mục của trục từ ${dayInWords(at)}.`,
    en: `Revoked in the hub's registry since ${dayInWords(at)}.`,
  },
});
const TOO_EARLY = (at: Date) => ({
  code: 'CERT_NOT_YET_VALID',
  words: {
    vi: `Chưa có hiệu lực; bắt đầu từ ${dayInWords(at)}.`,
    en: `Not valid yet; it begins on ${dayInWords(at)}.`,
  },
});
const EXPIRED = (at: Date) => ({
  code: 'CERT_EXPIRED',
  words: { vi: `Đã hết hạn từ ${dayInWords(at)}.`, en: `Expired on ${dayInWords(at)}.` },
});
const IN_TIME = { vi: 'Đang trong thời hạn.', en: 'Within its dates.' };
const UNBOUND = { vi: 'Chưa gắn với cơ quan nào.', en: 'Bound to no agency.' };
const NO_ANCHORS = {
  vi: 'Chưa kiểm tra chuỗi và tình trạng thu hồi: chưa cấu hình TRUST_ANCHORS.',
  en: 'Chain and revocation were not checked: TRUST_ANCHORS is not configured.',
};

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}
