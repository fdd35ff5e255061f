import path from 'node:path';
import type { Command } from 'commander';
import { addCommand, type Invocation, whole } from '../command.ts';
import { tableLines } from '../output.ts';
import { readSettings } from '../settings.ts';

interface Options {
  readonly exit?: boolean;
  readonly from?: string;
  readonly data?: string;
  readonly port: number;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'demo',
      about: {
        vi: 'trình diễn: hai trục, một tỉnh giả định, văn bản ký số đi và về kèm biên nhận',
        en: 'a demonstration: two hubs, a fictitious province, signed documents there and back with receipts',
      },
      options: [
        { flags: '--exit', about: { vi: 'dừng trục khi xong', en: 'stop the hubs at the end' } },
        {
          flags: '--from <folder>',
          about: {
            vi: 'gửi các tệp .edxml thực tế trong thư mục này thay cho văn bản mẫu',
            en: 'send the field files (.edxml) of this folder instead of the sample documents',
          },
        },
        {
          flags: '--data <directory>',
          about: {
            vi: 'nơi giữ dữ liệu trình diễn, mặc định là demo trong thư mục dữ liệu',
            en: 'where the demonstration keeps its state, by default demo in the data directory',
          },
        },
        {
          flags: '--port <port>',
          about: {
            vi: 'cổng của trục tỉnh; cổng bận thì lấy cổng trống',
            en: "the province's port; a free one when it is in use",
          },
          default: 8686,
          parse: whole(0, 65_535),
        },
      ],
      examples: ['lienthong demo', 'lienthong demo --exit --from ./tep-edxml'],
      exits: ['checkFailed'],
    },
    demo,
  );
}

async function demo({ options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ runDemo }, { cells, HEADINGS }, { openPaint }, { default: closeWithGrace }] = await Promise.all([
    import('../demo/index.ts'),
    import('../demo/table.ts'),
    import('../demo/teller.ts'),
    import('close-with-grace'),
  ]);
  const directory = options.data ?? path.join((await readSettings({})).dataDir, 'demo');
  const running = await runDemo({
    directory: path.resolve(directory),
    port: options.port,
    language: out.language,
    paint: openPaint(process.stdout.isTTY && process.stdout.hasColors()),
    from: options.from,
    print: (line) => out.line(line),
  });
  const { summary } = running;
  out.line();
  for (const line of tableLines(HEADINGS[out.language], summary.rows.map(cells))) out.line(line);
  out.line();
  const missed = summary.outcomes.filter((one) => !one.met);
  const met = summary.outcomes.length - missed.length;
  out.line(
    out.say({
      vi: `${met}/${summary.outcomes.length} điều mong đợi đã đúng; ${summary.rows.length} lượt gửi; ${summary.seconds.toFixed(1)} giây (lần chạy ${summary.run})`,
      en: `${met}/${summary.outcomes.length} expectations came true; ${summary.rows.length} deliveries; ${summary.seconds.toFixed(1)} s (run ${summary.run})`,
    }),
  );
  for (const one of missed) out.line(`  ✗ ${one.scene}: ${one.expected}${one.found ? ` (${one.found})` : ''}`);
  out.line(`${out.say({ vi: 'Biên nhận', en: 'Receipts' })}: ${summary.receipts.folder}`);
  out.result(summary);
  if (!summary.ok) exit('checkFailed');
  if (options.exit) return running.close();

  const example = summary.rows.find((row) => row.documentId !== null && row.word === 'accepted');
  out.line(
    out.say({ vi: `Trục vẫn chạy tại ${summary.url}. Thử:`, en: `The hub keeps running at ${summary.url}. Try:` }),
  );
  out.line(`  curl -H 'Authorization: Bearer ${running.exampleKey}' ${summary.url}/v1/documents`);
  if (example) out.line(`  lienthong trace ${example.documentId} --data ${path.resolve(directory)}`);
  out.line(`  lienthong verify --data ${path.resolve(directory)} ${summary.receipts.folder}/…/….xml`);
  out.line(out.say({ vi: 'Dừng: Ctrl-C', en: 'Stop: Ctrl-C' }));
  await new Promise<void>((resolve) => {
    closeWithGrace({ delay: 30_000, logger: false }, async () => {
      await running.close();
      resolve();
    });
  });
}
