import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

export function register(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'show <code>',
      about: {
        vi: 'xem một cơ quan: các mã, hiệu lực, đầu mối, nơi nhận hôm nay',
        en: 'show an agency: its codes, validity, contact point, and who receives for it today',
      },
      args: [{ vi: 'mã định danh, dạng nào cũng được', en: 'its code, in any form' }],
      options: [DATA_OPTION],
      examples: ['lienthong agency show 000.00.13.H53'],
      exits: ['refused', 'later', 'notFound'],
    },
    show,
  );
}

async function show({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { agencyDetails, registryError }] = await Promise.all([
    import('../tools.ts'),
    import('../../registry/index.ts'),
  ]);
  const code = args[0]!;
  const found = await withTools(options, ({ tools }) => agencyDetails(tools.database.db, code));
  if (!found) throw registryError('AGENCY_UNKNOWN', { code });
  out.result(found);
  const { agency, codes, reception } = found;
  const named = (one: { code: string; name: string }) => `${one.code} ${one.name}`;
  const lines: [vi: string, en: string, value: string][] = [
    ['Các mã định danh', 'Codes', codes.map((one) => `${one.code} (${one.scheme})`).join(', ')],
    ['Cấp', 'Level', String(agency.level)],
    ['Hiệu lực', 'Validity', `${agency.validFrom ?? '…'} → ${agency.validTo ?? '…'}${found.open ? '' : ' ✗'}`],
    ['Cơ quan cấp trên', 'Parent', found.parent ? named(found.parent) : '–'],
    ['Đầu mối gửi, nhận', 'Contact point', found.contactPoint ? named(found.contactPoint) : '–'],
    ['Hệ thống kết nối', 'Systems', found.systems.join(', ') || '–'],
    ['Trục', 'Axis', agency.axis ?? '–'],
    ['Hộp thư dự phòng', 'Fall-back mailbox', found.fallback?.address ?? '–'],
  ];
  out.line(out.paint('bold', named(agency)));
  for (const [vi, en, value] of lines) out.line(`  ${out.say({ vi, en })}: ${value}`);
  for (const { agency: successor, from } of found.successors) {
    out.line(`  ${out.say({ vi: 'Cơ quan kế thừa', en: 'Successor' })}: ${named(successor)} (${from})`);
  }
  const today = out.say({ vi: 'Nhận văn bản hôm nay', en: 'Receives today' });
  if (reception.outcome === 'open') {
    out.line(`  ${today}: ${named(reception.handover)} (${reception.via}, ${reception.channel.kind})`);
  } else if (reception.outcome === 'closed') {
    out.line(`  ${today}: ${out.say({ vi: 'không, từ ngày', en: 'no, since' })} ${reception.since}`);
  } else if (reception.outcome === 'undecided') {
    out.line(
      `  ${today}: ${out.say({ vi: 'giữ lại, chưa chọn cơ quan kế thừa', en: 'held, no successor is chosen' })} (lienthong agency decide)`,
    );
  } else {
    out.line(`  ${today}: ${out.say({ vi: 'không, chưa có hệ thống nào kết nối', en: 'no, nothing is connected' })}`);
  }
}
