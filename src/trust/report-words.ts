import { dayInWords, momentInWords } from '../platform/clock.ts';
import type { Verdict } from './model.ts';
import type { ChainLink, PathResult } from './path/index.ts';

type Words = { readonly vi: string; readonly en: string };
type Language = keyof Words;

export const INDICATION_WORDS: Readonly<Record<Verdict['indication'], Words>> = {
  TOTAL_PASSED: { vi: 'Kết luận: chữ ký số hợp lệ.', en: 'Conclusion: the digital signature is valid.' },
  TOTAL_FAILED: { vi: 'Kết luận: chữ ký số không hợp lệ.', en: 'Conclusion: the digital signature is not valid.' },
  INDETERMINATE: {
    vi: 'Kết luận: chưa đủ căn cứ để coi chữ ký số là hợp lệ.',
    en: 'Conclusion: there is not enough to take the digital signature as valid.',
  },
  NOT_SIGNED: {
    vi: 'Kết luận: gói tin không có chữ ký số.',
    en: 'Conclusion: the package carries no envelope signature.',
  },
};

/** Signer, algorithms and coverage, as far as they are known. */
export function signatureWords({ signer, signingTime, algorithms, covered }: Verdict, language: Language): string[] {
  const lines: string[] = [];
  const say = (vi: string, en: string) => lines.push(language === 'vi' ? vi : en);
  if (signer) {
    const { subject, issuer, serial } = signer;
    say(
      `Chứng thư số của người ký: "${subject}", số ${serial}, do "${issuer}" cấp.`,
      `The signer's certificate: "${subject}", serial number ${serial}, issued by "${issuer}".`,
    );
  }
  if (signingTime !== undefined) {
    say(
      `Thời điểm ký theo lời khai của người ký: ${signingTime}; chưa có bằng chứng, không dùng để kết luận.`,
      `Signing time as the signer claims it: ${signingTime}; not proven and not used for the conclusion.`,
    );
  }
  if (algorithms.length > 0) say(`Thuật toán: ${algorithms.join(', ')}.`, `Algorithms: ${algorithms.join(', ')}.`);
  if (covered.length > 0) {
    say(
      `Phần được ký: ${covered.join(', ')}. Phần khác của gói tin không được chữ ký bảo vệ.`,
      `Signed parts: ${covered.join(', ')}. The signature protects no other part of the package.`,
    );
  }
  return lines;
}

export function chainWords({ chain }: PathResult, language: Language): string[] {
  return chain.map((one) => linkWords(one, language));
}

function linkWords(link: ChainLink, language: Language): string {
  const [from, to] = [dayInWords(link.notBefore), dayInWords(link.notAfter)];
  return language === 'vi'
    ? `Chứng thư số "${link.subject}", hiệu lực từ ${from} đến ${to}: ${statusWords(link).vi}.`
    : `Certificate "${link.subject}", valid from ${from} to ${to}: ${statusWords(link).en}.`;
}

function statusWords({ revocation }: ChainLink): Words {
  if (!revocation) return { vi: 'không hỏi tình trạng thu hồi', en: 'revocation was not asked' };
  const { status, source, thisUpdate, revokedAt } = revocation;
  if (status === 'unknown') return { vi: 'chưa rõ tình trạng thu hồi', en: 'revocation is not known' };
  const [kind, at] = [source === 'ocsp' ? 'OCSP' : 'CRL', thisUpdate ? momentInWords(thisUpdate) : '?'];
  if (status === 'good') return { vi: `không bị thu hồi (${kind} lúc ${at})`, en: `not revoked (${kind} of ${at})` };
  const since = revokedAt ? momentInWords(revokedAt) : '?';
  return { vi: `bị thu hồi từ ${since} (${kind} lúc ${at})`, en: `revoked on ${since} (${kind} of ${at})` };
}
