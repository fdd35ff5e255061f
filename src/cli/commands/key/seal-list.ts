import type { Command } from 'commander';
import { dayInWords } from '../../../platform/clock.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import type { GivenSettings } from '../../settings.ts';

export function registerSealList(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'list',
      about: {
        vi: 'các khóa ký hệ thống mà trục đang giữ, hết hạn khi nào; không in khóa',
        en: 'the system keys that the hub holds and until when; never the keys themselves',
      },
      options: [DATA_OPTION],
      examples: ['lienthong key seal list', 'lienthong key seal list --json'],
      exits: ['later'],
    },
    list,
  );
}

async function list({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { findAgencies, listSealingKeys }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../registry/index.ts'),
  ]);
  const keys = await withTools(options, async ({ tools: { database } }) => {
    const held = await listSealingKeys(database.db);
    const agencies = await findAgencies(
      database.db,
      held.map((one) => one.agencyId),
    );
    return held.map((one) => ({ ...one, agency: agencies.get(one.agencyId)! }));
  });
  out.result({
    items: keys.map(({ agency, sha256, serial, subject, notAfter, revokedAt, addedBy, addedAt }) => ({
      agency: agency.code,
      name: agency.name,
      sha256,
      serial,
      subject,
      validTo: notAfter.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
      addedBy,
      addedAt: addedAt.toISOString(),
    })),
  });
  if (keys.length === 0) {
    out.line(
      out.say({
        vi: 'Trục chưa giữ khóa nào. Thêm bằng: lienthong key seal add',
        en: 'The hub holds no key. Add one: lienthong key seal add',
      }),
    );
  }
  for (const { agency, subject, notAfter, revokedAt } of keys) {
    const until = dayInWords(notAfter);
    const state = revokedAt
      ? out.say({ vi: `đã thu hồi ${dayInWords(revokedAt)}`, en: `revoked on ${dayInWords(revokedAt)}` })
      : out.say({ vi: `đến ${until}`, en: `until ${until}` });
    out.line(`${agency.code}  ${agency.name}: ${state}`);
    out.line(`  ${subject}`);
  }
}
