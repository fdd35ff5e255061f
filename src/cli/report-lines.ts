import { momentInWords } from '../platform/clock.ts';
import type { VerificationReport } from '../trust/index.ts';
import type { Output } from './output.ts';

/** The report for a person: the conclusion, then each thing that was found, then what was checked and by which rules. */
export function tellReport(out: Output, report: VerificationReport): void {
  const [conclusion = '', ...findings] = report.words[out.language];
  const valid = report.indication === 'TOTAL_PASSED';
  const sign = valid
    ? out.paint('green', '✓')
    : out.paint(report.indication === 'TOTAL_FAILED' ? 'red' : 'yellow', '✗');
  const subIndication = report.subIndication ? ` / ${report.subIndication}` : '';
  out.line(`${sign} ${conclusion} ${report.indication}${subIndication}`);
  out.line(`  ${out.say(SIGNATURE[report.signature])}`);
  for (const finding of findings) out.line(`  ${finding}`);
  if (report.signer) {
    out.line(`  ${out.say({ vi: 'Chứng thư số', en: 'Certificate' })}: SHA-256 ${report.signer.sha256}`);
  }
  out.line(`  ${out.say({ vi: 'Gói tin', en: 'Package' })}: SHA-256 ${report.documentSha256}`);
  out.line(
    out.say({
      vi: `  Kiểm tra lúc ${momentInWords(report.checkedAt)} (giờ Việt Nam), theo quy tắc phiên bản ${report.policyVersion}, ${POLICY[report.policy].vi}.`,
      en: `  Checked at ${momentInWords(report.checkedAt)} (Vietnam time) by the rules of version ${report.policyVersion}, ${POLICY[report.policy].en}.`,
    }),
  );
}

const POLICY: Readonly<Record<VerificationReport['policy'], { vi: string; en: string }>> = {
  require: { vi: 'bắt buộc có chữ ký số', en: 'a signature is required' },
  'verify-if-present': { vi: 'có chữ ký số thì kiểm tra', en: 'a signature is verified where there is one' },
  legacy: { vi: 'chấp nhận chữ ký kiểu cũ, không coi là hợp lệ', en: 'old forms are taken in, never as valid' },
};

const SIGNATURE: Readonly<Record<VerificationReport['signature'], { vi: string; en: string }>> = {
  absent: { vi: 'Gói tin không có chữ ký.', en: 'The package carries no signature.' },
  unverifiable: { vi: 'Không kiểm tra được chữ ký.', en: 'The signature cannot be verified.' },
  invalid: { vi: 'Chữ ký không hợp lệ.', en: 'The signature is invalid.' },
  'valid-untrusted': {
    vi: 'Nội dung nguyên vẹn theo chữ ký, nhưng chưa thể tin chứng thư số đã dùng để ký.',
    en: 'The content is intact under the signature, but the certificate that made it cannot be relied on.',
  },
  'valid-trusted': { vi: 'Nội dung nguyên vẹn, đúng người ký.', en: 'The content is intact and the signer is known.' },
};
