import path from 'node:path';
import type { Command } from 'commander';
import { addCommand, type Invocation } from '../command.ts';
import { asHubError, writeError } from '../output.ts';
import { readSettings } from '../settings.ts';

interface Options {
  readonly exit?: boolean;
  readonly data?: string;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'demo-axis',
      about: {
        vi: 'trình diễn ba trục: một trục quốc gia, hai trục tỉnh, mất liên lạc rồi đối soát',
        en: 'a demonstration of three hubs: a national one and two provinces, an outage and the reconciliation',
      },
      options: [
        { flags: '--exit', about: { vi: 'dừng các trục khi xong', en: 'stop the hubs at the end' } },
        {
          flags: '--data <directory>',
          about: {
            vi: 'nơi giữ dữ liệu trình diễn, mặc định là demo-axis trong thư mục dữ liệu',
            en: 'where the demonstration keeps its state, by default demo-axis in the data directory',
          },
        },
      ],
      examples: ['lienthong demo-axis --exit'],
      exits: ['refused', 'later', 'checkFailed'],
    },
    demo,
  );
}

async function demo({ options, out, exit }: Invocation<Options>): Promise<void> {
  const [
    { runAxisDemo },
    { takeDirectory, takeFreeDirectory },
    { Closing },
    { openPaint },
    { default: closeWithGrace },
  ] = await Promise.all([
    import('../demo-axis/index.ts'),
    import('../demo/directory.ts'),
    import('../demo/closing.ts'),
    import('../demo/teller.ts'),
    import('close-with-grace'),
  ]);
  const usual = path.resolve((await readSettings({})).dataDir, 'demo-axis');
  const { directory, release } = options.data
    ? await takeDirectory(path.resolve(options.data))
    : await takeFreeDirectory(usual);
  const closing = new Closing();
  await closing.add(release);
  const grace = closeWithGrace({ delay: 30_000, logger: false }, ({ err }) => {
    if (err) writeError(asHubError(err), out.language, out.json);
    return closing.close();
  });
  try {
    const summary = await runAxisDemo({
      directory,
      language: out.language,
      paint: openPaint(process.stdout.isTTY && process.stdout.hasColors()),
      print: (line) => out.line(line),
      closing,
    });
    const { outcomes, seconds, urls } = summary;
    const met = outcomes.filter((one) => one.met).length;
    out.line();
    out.line(
      out.say({
        vi: `${met}/${outcomes.length} điều mong đợi đã đúng; ${Math.round(seconds)} giây`,
        en: `${met}/${outcomes.length} expectations came true; ${Math.round(seconds)} s`,
      }),
    );
    out.result(summary);
    if (!summary.ok) exit('checkFailed');
    if (options.exit) return;
    out.line(out.say({ vi: 'Ba trục vẫn chạy:', en: 'The three hubs keep running:' }));
    for (const url of Object.values(urls)) out.line(`  ${url}`);
    out.line(out.say({ vi: 'Dừng: Ctrl-C', en: 'Stop: Ctrl-C' }));
    await new Promise<never>(() => {});
  } finally {
    grace.uninstall();
    await closing.close();
  }
}
