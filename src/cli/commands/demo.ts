import path from 'node:path';
import type { Command } from 'commander';
import { addCommand, type Invocation, whole } from '../command.ts';
import type { DemoSummary } from '../demo/index.ts';
import { cells, FILE_HEADINGS, fileCells, HEADINGS } from '../demo/table.ts';
import { seconds as inWords } from '../demo/teller.ts';
import { asHubError, type Output, writeError } from '../output.ts';
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
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    demo,
  );
}

async function demo({ options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ runDemo }, { takeDirectory, takeFreeDirectory }, { Closing }, { openPaint }, { default: closeWithGrace }] =
    await Promise.all([
      import('../demo/index.ts'),
      import('../demo/directory.ts'),
      import('../demo/closing.ts'),
      import('../demo/teller.ts'),
      import('close-with-grace'),
    ]);
  const usual = path.join((await readSettings({})).dataDir, 'demo');
  const { directory, release } = options.data
    ? await takeDirectory(path.resolve(options.data))
    : await takeFreeDirectory(path.resolve(usual));
  const closing = new Closing();
  await closing.add(release);
  if (!options.data && directory !== path.resolve(usual)) {
    out.line(
      out.say({
        vi: `Một lần trình diễn khác đang chạy: lần này dùng thư mục ${directory}.`,
        en: `Another demonstration is running: this one uses the directory ${directory}.`,
      }),
    );
  }
  // From the start: Ctrl-C midway must leave no process behind.
  const grace = closeWithGrace({ delay: 30_000, logger: false }, ({ err }) => {
    if (err) writeError(asHubError(err), out.language, out.json);
    return closing.close();
  });
  try {
    const { summary, exampleKey } = await runDemo({
      directory,
      port: options.port,
      language: out.language,
      paint: openPaint(process.stdout.isTTY && process.stdout.hasColors()),
      from: options.from,
      stay: !options.exit,
      print: (line) => out.line(line),
      closing,
    });
    tellEnd(out, summary);
    out.result(summary);
    if (!summary.ok) exit('checkFailed');
    if (options.exit) return;
    tellNext(out, summary, exampleKey, directory);
    await new Promise<never>(() => {});
  } finally {
    grace.uninstall();
    await closing.close();
  }
}

function tellEnd(out: Output, { rows, files, outcomes, receipts, seconds, run }: DemoSummary): void {
  out.line();
  if (files.length > 0) {
    out.table(
      FILE_HEADINGS[out.language],
      files.map((one) => fileCells(one, out.language)),
    );
    out.line();
  }
  out.table(
    HEADINGS[out.language],
    rows.map((row) => cells(row, out.language)),
  );
  out.line();
  const missed = outcomes.filter((one) => !one.met);
  const met = `${outcomes.length - missed.length}/${outcomes.length}`;
  out.line(
    out.say({
      vi: `${met} điều mong đợi đã đúng; ${rows.length} lượt gửi; ${inWords(seconds, 'vi')} giây (lần chạy ${run})`,
      en: `${met} expectations came true; ${rows.length} deliveries; ${inWords(seconds, 'en')} s (run ${run})`,
    }),
  );
  for (const one of missed) out.line(`  ✗ ${one.scene}: ${one.expected}${one.found ? ` (${one.found})` : ''}`);
  out.line(`${out.say({ vi: 'Biên nhận', en: 'Receipts' })}: ${receipts.folder}`);
}

function tellNext(out: Output, { url, rows, receipts }: DemoSummary, key: string, directory: string): void {
  const example = rows.find((row) => row.documentId !== null && row.word === 'accepted');
  out.line(out.say({ vi: `Trục vẫn chạy tại ${url}. Thử:`, en: `The hub keeps running at ${url}. Try:` }));
  out.line(
    out.say({
      vi: `  mở ${url}/console trong trình duyệt: trang đăng nhập có sẵn tài khoản của từng vai trò; tỉnh vẫn gửi văn bản đều đặn`,
      en: `  open ${url}/console in a browser: the login page offers an account of every role; the province keeps sending`,
    }),
  );
  out.line(`  curl -H 'Authorization: Bearer ${key}' ${url}/v1/documents`);
  if (example) out.line(`  npx lienthong trace ${example.documentId} --data ${directory}`);
  if (receipts.example) out.line(`  npx lienthong verify ${receipts.example} --data ${directory}`);
  out.line(out.say({ vi: 'Dừng: Ctrl-C', en: 'Stop: Ctrl-C' }));
}
