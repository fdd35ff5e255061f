import type { Command } from 'commander';
import { dayInWords } from '../../platform/clock.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly person?: string;
  readonly why: string;
}

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'add <code> <cert.pem>',
      about: {
        vi: 'gắn chứng thư số mà cơ quan, hoặc một người của cơ quan, dùng để ký',
        en: 'bind a certificate with which the agency, or a person of it, signs',
      },
      args: [
        { vi: 'mã định danh của cơ quan', en: "the agency's code" },
        { vi: 'chứng thư số X.509, dạng PEM hoặc DER', en: 'X.509 certificate, PEM or DER' },
      ],
      options: [
        {
          flags: '--person <name>',
          about: {
            vi: 'họ tên người ký; không có thì là chứng thư số của cơ quan, tổ chức',
            en: "the signer's name; without it the certificate is the organisation's",
          },
        },
        WHY_IF_ANY,
        DATA_OPTION,
      ],
      examples: [
        'lienthong cert add 000.00.13.H53 so-noi-vu.pem',
        'lienthong cert add 000.00.13.H53 giam-doc.pem --person "Lê Văn Mẫu"',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    add,
  );
}

async function add({ args, options, out }: Invocation<Options>): Promise<void> {
  const [{ readSmallFile }, { withTools }, { agencyOf }, { addCertificate }, { byAt }] = await Promise.all([
    import('../files.ts'),
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  const [code = '', file = ''] = args;
  const { person = '', why } = options;
  // A name that was meant and is empty would make the organisation's certificate of a person's.
  if (options.person?.trim() === '')
    throw cliError('USAGE', { problem: '--person', help: 'lienthong cert add --help' });
  const bytes = await readSmallFile(file);
  const bound = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, why);
    return tools.database.db.transaction(async (tx) =>
      addCertificate(tx, { agency: await agencyOf(tx, code), bytes, person }, by),
    );
  });
  const { agency, person: holder, sha256, serial, subject, notAfter } = bound;
  const validTo = notAfter.toISOString();
  out.result({ agency: agency.code, name: agency.name, person: holder, sha256, serial, subject, validTo });
  out.line(
    out.say({
      vi: `Đã gắn chứng thư số ${serial} cho ${agency.code} ${agency.name}${holder ? `, người ký ${holder}` : ''}.`,
      en: `Certificate ${serial} bound to ${agency.code} ${agency.name}${holder ? `, signer ${holder}` : ''}.`,
    }),
  );
  out.line(`  ${subject}`);
  out.line(`  SHA-256 ${sha256}`);
  if (notAfter < new Date()) {
    out.remark(
      out.say({
        vi: `Lưu ý: chứng thư số đã hết hạn từ ${dayInWords(notAfter)}.`,
        en: `Note: the certificate expired on ${dayInWords(notAfter)}.`,
      }),
    );
  }
}
