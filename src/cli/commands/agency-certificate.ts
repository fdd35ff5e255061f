import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

export function register(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'certificate <code> <cert.pem>',
      about: {
        vi: 'gắn chứng thư số mà cơ quan dùng để ký',
        en: 'bind a certificate with which the agency signs',
      },
      args: [
        { vi: 'mã định danh của cơ quan', en: "the agency's code" },
        { vi: 'chứng thư số X.509, dạng PEM hoặc DER', en: 'X.509 certificate, PEM or DER' },
      ],
      options: [DATA_OPTION],
      examples: ['lienthong agency certificate 000.00.13.H53 so-noi-vu.pem'],
      exits: ['refused', 'later', 'notFound'],
    },
    bind,
  );
}

async function bind({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ X509Certificate }, { readSmallFile }, { withTools }, { agencyOf }, { bindCertificate }, { record }] =
    await Promise.all([
      import('node:crypto'),
      import('../files.ts'),
      import('../tools.ts'),
      import('../agency-of.ts'),
      import('../../registry/index.ts'),
      import('../../evidence/index.ts'),
    ]);
  const [code = '', file = ''] = args;
  const der = await readSmallFile(file);
  const bound = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const agency = await agencyOf(tx, code);
      const { sha256 } = await bindCertificate(tx, { agencyId: agency.id, der, addedBy: actor });
      const { serialNumber: serial, subject, validTo } = new X509Certificate(der);
      await record(tx, [{ type: 'certificate.bound', actor, agencyId: agency.id, data: { serial, sha256 } }]);
      return {
        agency: agency.code,
        name: agency.name,
        sha256,
        serial,
        subject: subject.replaceAll('\n', ', '),
        validTo,
      };
    }),
  );
  out.result(bound);
  out.line(
    out.say({
      vi: `Đã gắn chứng thư số ${bound.serial} cho ${bound.agency} ${bound.name}.`,
      en: `Certificate ${bound.serial} bound to ${bound.agency} ${bound.name}.`,
    }),
  );
  out.line(`  ${bound.subject}`);
  out.line(`  SHA-256 ${bound.sha256}`);
}
