import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly why: string;
}

export function register(channel: Command): void {
  addCommand<Options>(
    channel,
    {
      usage: 'test <code>',
      about: {
        vi: 'gọi thử webhook của một cơ quan: một cuộc gọi có ký, không phải văn bản',
        en: "call an agency's webhook for a test: one signed call that is no document",
      },
      args: [{ vi: 'mã định danh của cơ quan', en: "the agency's code" }],
      options: [WHY_IF_ANY, DATA_OPTION],
      examples: ['lienthong agency channel test 000.00.13.H53'],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    test,
  );
}

async function test({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ withOutbound }, { agencyOf }, { channelTestWords, testChannel }, { byAt }, { systemClock }] =
    await Promise.all([
      import('../with-outbound.ts'),
      import('../agency-of.ts'),
      import('../../administration/index.ts'),
      import('../operate.ts'),
      import('../../platform/clock.ts'),
    ]);
  const tested = await withOutbound(options, async ({ tools: { database, vault }, outbound, signal, actor }) => {
    const agency = await agencyOf(database.db, args[0]!);
    const by = await byAt(actor, options.why);
    return testChannel({ database, vault, outbound, signal, clock: systemClock }, agency, by);
  });
  const good = tested.verdict === 'answered';
  if (!good) exit('checkFailed');
  out.result(tested);
  const { title, fix } = channelTestWords(tested, out.language);
  out.line(out.paint(good ? 'green' : 'red', title));
  out.line(`  ${fix}`);
}
