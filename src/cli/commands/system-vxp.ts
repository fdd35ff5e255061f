import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { zoneInWords } from '../../platform/clock.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';
import { OVERLAP_OPTION } from './overlap.ts';

interface Options extends GivenSettings {
  readonly rotate?: boolean;
  readonly utcOffset?: number;
  readonly stop?: boolean;
  readonly overlap: number;
  readonly why: string;
}

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'vxp <name>',
      about: {
        vi: 'cho một hệ thống kết nối như với trục VXP: cấp systemid và secret, in một lần',
        en: 'let a system connect as to a VXP axis: give it systemid and secret, printed once',
      },
      args: [{ vi: 'tên hệ thống', en: 'name of the system' }],
      options: [
        {
          flags: '--rotate',
          about: {
            vi: 'cấp secret mới; secret cũ hết hiệu lực ngay, hoặc sau --overlap giờ',
            en: 'give a new secret; the old one ends at once, or after --overlap hours',
          },
        },
        {
          flags: '--utc-offset <offset>',
          about: {
            vi: 'múi giờ mà máy chủ của hệ thống chạy, ví dụ +00:00; mặc định +07:00',
            en: "time zone of the system's clock, as +00:00; by default +07:00",
          },
          parse: minutesOf,
        },
        { flags: '--stop', about: { vi: 'thôi cho kết nối bằng VXP', en: 'end the access by VXP' } },
        OVERLAP_OPTION,
        WHY_IF_ANY,
        DATA_OPTION,
      ],
      examples: ['lienthong system vxp qlvb-so-noi-vu', 'lienthong system vxp qlvb-so-noi-vu --utc-offset +00:00'],
      exits: ['refused', 'later', 'notFound'],
    },
    change,
  );
}

async function change({ args, options, out }: Invocation<Options>): Promise<void> {
  const name = args[0]!;
  const { rotate, utcOffset, stop } = options;
  if (stop && (rotate || utcOffset !== undefined)) {
    const problem = out.say({ vi: '--stop không đi với tùy chọn khác.', en: '--stop goes with no other option.' });
    throw cliError('USAGE', { problem, help: 'lienthong system vxp --help' });
  }
  const [{ withTools }, registry, { record }, { issueVxpSecret }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../../registry/index.ts'),
    import('../../evidence/index.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  const done = await withTools(options, async ({ tools, config, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction(async (tx) => {
      const note = (type: 'system.vxp-clock-set' | 'system.vxp-ended', data: object = {}) =>
        record(tx, [{ type, actor, data: { name, ...data } }]);
      if (stop) {
        await registry.endVxpCredentials(tx, name);
        await note('system.vxp-ended');
        return { name, stopped: true as const };
      }
      const before = await registry.findVxpCredentials(tx, name);
      const issued = !before || rotate ? await issueVxpSecret(tx, tools.vault, name, options.overlap, by) : null;
      if (utcOffset !== undefined) {
        await registry.setVxpClock(tx, name, utcOffset);
        await note('system.vxp-clock-set', { offset: zoneInWords(utcOffset) });
      }
      const now = (await registry.findVxpCredentials(tx, name))!;
      const base = config.publicUrl ?? `http://${config.host}:${config.port}`;
      const endpoint = base.replace(/\/+$/, '') + config.vxpBasePath;
      return {
        name,
        endpoint,
        systemid: now.systemId,
        secret: issued?.secret ?? null,
        utcOffset: zoneInWords(now.offsetMinutes),
        issuedAt: now.issuedAt,
      };
    });
  });
  out.result(done);
  if ('stopped' in done) {
    out.line(out.say({ vi: `Hệ thống ${name} thôi dùng VXP.`, en: `System ${name} no longer connects by VXP.` }));
    return;
  }
  const secretShown =
    done.secret ??
    out.say({
      vi: 'đã in khi cấp; --rotate để cấp lại',
      en: 'was printed when it was given; --rotate gives a new one',
    });
  out.line(`${out.say({ vi: 'Địa chỉ (service.endpoint)', en: 'Address (service.endpoint)' })}: ${done.endpoint}`);
  out.line(`systemid: ${done.systemid}`);
  out.line(
    `secret${done.secret ? out.say({ vi: ' (chỉ in lần này)', en: ' (printed this once)' }) : ''}: ${secretShown}`,
  );
  out.line(`${out.say({ vi: 'Múi giờ của hệ thống', en: 'Clock of the system' })}: UTC${done.utcOffset}`);
}

function minutesOf(text: string): number {
  const match = /^([+-])(\d\d):?([0-5]\d)$/.exec(text);
  const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : Number.NaN;
  if (!match || minutes > 840) throw new InvalidArgumentError('+07:00');
  return match[1] === '-' ? -minutes : minutes;
}
