import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly why: string;
}

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'revoke <sha256>',
      about: {
        vi: 'thu hồi một chứng thư số đã gắn: từ nay chữ ký của nó bị từ chối',
        en: 'revoke a bound certificate: from now on its signatures are refused',
      },
      args: [{ vi: 'SHA-256 của chứng thư số', en: 'SHA-256 of the certificate' }],
      options: [WHY_IF_ANY, DATA_OPTION],
      examples: ['lienthong cert revoke 5f0c…'],
      exits: ['refused', 'later', 'notFound'],
    },
    revoke,
  );
}

async function revoke({ args, options, out }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { asDigest }, { withdrawCertificate }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../check-certificate.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  const sha256 = asDigest(args[0]!);
  if (sha256 === null) throw cliError('USAGE', { problem: 'SHA-256: 64 × 0-9 a-f', help: 'lienthong cert list' });
  const { held, newly } = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction((tx) => withdrawCertificate(tx, sha256, by));
  });
  const { agency, person, serial, subject } = held;
  const revokedAt = held.revokedAt!.toISOString();
  out.result({ agency: agency.code, name: agency.name, person, sha256, serial, subject, revokedAt, newly });
  out.line(
    newly
      ? out.say({
          vi: `Đã thu hồi chứng thư số ${serial} của ${agency.code} ${agency.name}.`,
          en: `Certificate ${serial} of ${agency.code} ${agency.name} revoked.`,
        })
      : out.say({
          vi: `Chứng thư số ${serial} đã bị thu hồi từ ${revokedAt}.`,
          en: `Certificate ${serial} was revoked at ${revokedAt} already.`,
        }),
  );
  out.line(`  ${subject}`);
}
