import type { Command } from 'commander';
import { momentInWords } from '../../platform/clock.ts';
import type { CertificateCheck } from '../check-certificate.ts';
import { ANCHORS_OPTION, addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

export function register(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'check <what>',
      about: {
        vi: 'chứng thư số bây giờ có dùng được không: thời hạn, chuỗi chứng thư, tình trạng thu hồi',
        en: 'whether a certificate may be relied on now: dates, chain, revocation',
      },
      args: [
        {
          vi: 'mã định danh cơ quan, tệp chứng thư số, hoặc SHA-256 của chứng thư số đã gắn',
          en: "an agency's code, a certificate file, or the SHA-256 of a bound certificate",
        },
      ],
      options: [ANCHORS_OPTION, DATA_OPTION],
      examples: ['lienthong cert check 000.00.13.H53', 'lienthong cert check so-noi-vu.pem --anchors goc-tin-cay'],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    check,
  );
}

async function check({ args, options, out, exit }: Invocation<GivenSettings>): Promise<void> {
  const { checkCertificates } = await import('../check-certificate.ts');
  const checks = await checkCertificates(args[0]!, options);
  // An agency keeps its old certificates: it can sign as long as one of them is valid.
  if (!checks.some(({ status }) => status === 'valid')) {
    exit(checks.some(({ status }) => status === 'undetermined') ? 'later' : 'checkFailed');
  }
  out.result({ certificates: checks });
  if (checks.length === 0) {
    out.line(out.say({ vi: 'Cơ quan chưa có chứng thư số nào.', en: 'The agency has no certificate.' }));
  }
  for (const one of checks) {
    out.line(`${SIGN[one.status](out.paint)} ${out.say(STATUS[one.status])}${one.code ? ` (${one.code})` : ''}`);
    out.line(`  ${one.subject}`);
    out.line(`  SHA-256 ${one.sha256}`);
    if (one.bound) {
      const { agency, name, person } = one.bound;
      out.line(`  ${agency} ${name}${person ? `, ${person}` : ''}`);
    }
    for (const words of one.words[out.language]) out.line(`  ${words}`);
    out.line(`  ${out.say({ vi: 'Kiểm tra lúc', en: 'Checked at' })} ${momentInWords(one.checkedAt)}`);
  }
}

type Paint = Invocation<GivenSettings>['out']['paint'];

const SIGN: Readonly<Record<CertificateCheck['status'], (paint: Paint) => string>> = {
  valid: (paint) => paint('green', '✓'),
  invalid: (paint) => paint('red', '✗'),
  undetermined: (paint) => paint('yellow', '?'),
};

const STATUS: Readonly<Record<CertificateCheck['status'], { vi: string; en: string }>> = {
  valid: { vi: 'Dùng được', en: 'May be relied on' },
  invalid: { vi: 'Không dùng được', en: 'May not be relied on' },
  undetermined: { vi: 'Chưa biết, thử lại sau', en: 'Not known, try later' },
};
