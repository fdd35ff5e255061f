import type { Command } from 'commander';
import type { MatchedUnit, UnitReport } from '../../../connections/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import type { Bilingual, Output } from '../../output.ts';
import type { GivenSettings } from '../../settings.ts';
import { CONNECTION_NAME } from './name.ts';
import { withConnection } from './with-connection.ts';

export function registerUnits(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'units <name>',
      about: {
        vi: 'các đơn vị của hệ thống đó là cơ quan nào; đơn vị nào chưa khớp cơ quan, cơ quan nào chưa có đơn vị',
        en: "which agencies that system's units are; units without an agency, agencies without a unit",
      },
      args: [CONNECTION_NAME],
      options: [DATA_OPTION],
      examples: ['lienthong connection units thu-muc-xa'],
      exits: ['later', 'notFound'],
    },
    units,
  );
}

const BY: Readonly<Record<NonNullable<MatchedUnit['by']>, Bilingual>> = {
  address: { vi: 'địa chỉ đã đặt', en: 'address that was set' },
  code: { vi: 'mã định danh', en: 'code' },
  name: { vi: 'tên', en: 'name' },
};

async function units({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const name = args[0]!;
  const { matchUnits } = await import('../../../connections/index.ts');
  const report = await withConnection(options, name, async ({ saved, connection, reader, signal }) => {
    const units = await connection.units?.(signal);
    return units ? matchUnits(reader, saved, units) : null;
  });
  out.result(report);
  if (report) return writeReport(out, name, report);
  out.line(
    out.say({
      vi: 'Loại hệ thống này không cho xem danh sách đơn vị.',
      en: 'This kind of system has no list of its units.',
    }),
  );
}

function writeReport(out: Output, connection: string, { units, missing }: UnitReport): void {
  const unmatched = units.filter((one) => !one.agency);
  out.table(
    {
      vi: ['Địa chỉ', 'Đơn vị', 'Cơ quan', 'Khớp theo', 'Nhận qua đây'],
      en: ['Address', 'Unit', 'Agency', 'Matched by', 'Receives here'],
    }[out.language],
    [...units.filter((one) => one.agency), ...unmatched].map(({ unit, agency, by, receives }) => [
      unit.address,
      unit.name,
      agency ? `${agency.code} ${agency.name}` : '–',
      by ? out.say(BY[by]) : '–',
      receives ? out.say({ vi: 'có', en: 'yes' }) : '–',
    ]),
  );
  out.line();
  out.line(
    out.say({
      vi: `${units.length} đơn vị, ${unmatched.length} chưa khớp cơ quan nào; ${missing.length} cơ quan chưa có đơn vị.`,
      en: `${units.length} units, ${unmatched.length} match no agency; ${missing.length} agencies have no unit.`,
    }),
  );
  for (const { code, name } of missing) out.line(`  ${code}  ${name}`);
  const next = units.find((one) => one.agency && !one.receives);
  if (next) {
    out.line(
      `  lienthong agency channel ${next.agency!.code} --connection ${connection} --address ${next.unit.address}`,
    );
  }
}
