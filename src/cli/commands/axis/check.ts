import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { asHubError } from '../../output.ts';
import type { GivenSettings } from '../../settings.ts';
import { AXIS_NAME } from './name.ts';

/** The protocol takes requests within ten minutes; half of it is a clock to look after. */
const CLOCK_OFF_SECONDS = 300;

export function registerCheck(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'check <name>',
      about: {
        vi: 'gọi thử một trục: địa chỉ, mã hệ thống, khóa, đồng hồ hai bên',
        en: 'call an axis once: address, system id, key, both clocks',
      },
      args: [AXIS_NAME],
      options: [DATA_OPTION],
      examples: ['lienthong axis check quoc-gia'],
      exits: ['later', 'notFound', 'checkFailed'],
    },
    check,
  );
}

async function check({ args, options, out, exit }: Invocation<GivenSettings>): Promise<void> {
  const name = args[0]!;
  const { withClient } = await import('./with-client.ts');
  const found = await withClient(options, name, async (_shop, axis, client, signal) => {
    try {
      const { clockAhead } = await client.check(signal);
      return { axis, problem: null, clockAhead };
    } catch (thrown) {
      return { axis, problem: asHubError(thrown), clockAhead: null };
    }
  });
  const { axis, problem, clockAhead } = found;
  const clockOff = clockAhead !== null && Math.abs(clockAhead) > CLOCK_OFF_SECONDS;
  const answers = problem === null;
  out.result({ name, answers, code: problem?.code ?? null, clockAhead, ok: answers && !clockOff });
  const mark = (good: boolean) => (good ? out.paint('green', '✓') : out.paint('red', '✗'));
  out.line(`${mark(answers)} ${axis.baseUrl} (${axis.settings.dialect})`);
  if (problem) {
    out.line(`  ${problem.title(out.language)}`);
    out.line(`  → ${problem.fix(out.language)}`);
  }
  if (clockAhead !== null) {
    const words = {
      vi: `đồng hồ trục kia lệch ${clockAhead} giây so với máy này`,
      en: `the other side's clock is ${clockAhead} s ahead of this machine`,
    };
    out.line(`${mark(!clockOff)} ${out.say(words)}`);
  }
  if (!answers || clockOff) exit('checkFailed');
}
