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
      vi: `  Kiểm tra lúc ${report.checkedAt}, theo quy tắc phiên bản ${report.policyVersion} (${report.policy}).`,
      en: `  Checked at ${report.checkedAt} by the rules of version ${report.policyVersion} (${report.policy}).`,
    }),
  );
}

const SIGNATURE: Readonly<Record<VerificationReport['signature'], { vi: string; en: string }>> = {
  absent: { vi: 'Gói tin không có chữ ký.', en: 'The package carries no signature.' },
  unverifiable: { vi: 'Không kiểm tra được chữ ký.', en: 'The signature cannot be verified.' },
  invalid: { vi: 'Chữ ký không hợp lệ.', en: 'The signature is invalid.' },
  'valid-untrusted': {
    vi: 'Nội dung nguyên vẹn theo chữ ký, nhưng chưa biết chứng thư số đó là của ai.',
    en: 'The content is intact under the signature, but whose certificate it is is not known.',
  },
  'valid-trusted': { vi: 'Nội dung nguyên vẹn, đúng người ký.', en: 'The content is intact and the signer is known.' },
};
