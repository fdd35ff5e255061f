import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

export function register(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'revoke <sha256>',
      about: {
        vi: 'thu hồi một chứng thư số đã gắn: từ nay chữ ký của nó bị từ chối',
        en: 'revoke a bound certificate: from now on its signatures are refused',
      },
      args: [{ vi: 'SHA-256 của chứng thư số', en: 'SHA-256 of the certificate' }],
      options: [DATA_OPTION],
      examples: ['lienthong cert revoke 5f0c…'],
      exits: ['refused', 'later', 'notFound'],
    },
    revoke,
  );
}

async function revoke({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { asDigest }, registry, { record }] = await Promise.all([
    import('../tools.ts'),
    import('../check-certificate.ts'),
    import('../../registry/index.ts'),
    import('../../evidence/index.ts'),
  ]);
  const sha256 = asDigest(args[0]!);
  if (sha256 === null) throw cliError('USAGE', { problem: 'SHA-256: 64 × 0-9 a-f', help: 'lienthong cert list' });
  const { held, newly } = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const revoked = await registry.revokeCertificate(tx, sha256);
      if (!revoked) throw registry.registryError('CERTIFICATE_UNKNOWN', { sha256 });
      const { agencyId, serial } = revoked;
      if (revoked.newly) await record(tx, [{ type: 'certificate.revoked', actor, agencyId, data: { serial, sha256 } }]);
      const [one] = await registry.findCertificates(tx, [sha256]);
      return { held: one!, newly: revoked.newly };
    }),
  );
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
