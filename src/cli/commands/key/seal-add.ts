import type { Command } from 'commander';
import { dayInWords } from '../../../platform/clock.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { cliError } from '../../errors.ts';
import { KEY_OPTIONS } from '../../key-options.ts';
import type { GivenSettings } from '../../settings.ts';

interface Options extends GivenSettings {
  readonly p12?: string;
  readonly passphraseFile?: string;
  readonly key?: string;
  readonly cert?: string;
}

export function registerSealAdd(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'add <code>',
      about: {
        vi: 'giao khóa ký hệ thống của một cơ quan cho trục giữ, thay khóa cũ nếu có',
        en: "give the hub an agency's system key; it takes the place of an earlier one",
      },
      args: [{ vi: 'mã định danh của cơ quan', en: "the agency's code" }],
      options: [...KEY_OPTIONS, DATA_OPTION],
      examples: [
        'lienthong key seal add 000.00.13.H53 --p12 so-noi-vu.p12 --passphrase-file mat-khau.txt',
        'lienthong key seal add 000.00.13.H53 --key khoa.pem --cert chung-thu.pem',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    add,
  );
}

async function add({ args, options, out }: Invocation<Options>): Promise<void> {
  const [{ readKey }, { withTools }, { agencyOf }, { addSealingKey }, { record }] = await Promise.all([
    import('../../sign-file.ts'),
    import('../../tools.ts'),
    import('../../agency-of.ts'),
    import('../../../registry/index.ts'),
    import('../../../evidence/index.ts'),
  ]);
  const { p12, key, cert } = options;
  if ((p12 === undefined) === (key === undefined || cert === undefined)) {
    const problem = out.say({ vi: 'Cần --p12, hoặc --key và --cert.', en: 'Give --p12, or --key and --cert.' });
    throw cliError('USAGE', { problem, help: 'lienthong key seal add --help' });
  }
  const signingKey = await readKey(options);
  const { agency, held } = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const found = await agencyOf(tx, args[0]!);
      const input = { agencyId: found.id, key: signingKey, addedBy: actor };
      const added = await addSealingKey(tx, tools.vault, input);
      const data = { serial: added.serial, sha256: added.sha256 };
      await record(tx, [{ type: 'sealing-key.added', actor, agencyId: found.id, data }]);
      return { agency: found, held: added };
    }),
  );
  const { sha256, serial, subject, notAfter } = held;
  out.result({ agency: agency.code, name: agency.name, sha256, serial, subject, validTo: notAfter.toISOString() });
  out.line(
    out.say({
      vi: `Trục đã giữ khóa ký hệ thống của ${agency.code} ${agency.name}; khóa được mã hóa bằng khóa chủ.`,
      en: `The hub holds the system key of ${agency.code} ${agency.name}, encrypted under the master key.`,
    }),
  );
  out.line(`  ${subject}`);
  out.line(`  SHA-256 ${sha256}`);
  if (notAfter < new Date()) {
    out.remark(
      out.say({
        vi: `Lưu ý: chứng thư số đã hết hạn từ ${dayInWords(notAfter)}; gói tin ký bằng khóa này sẽ bị từ chối.`,
        en: `Note: the certificate expired on ${dayInWords(notAfter)}; what it seals will be refused.`,
      }),
    );
  }
}
