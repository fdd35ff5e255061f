import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { addCommand, type Invocation, whole } from '../command.ts';
import type { Point, TargetKind } from '../conform/model.ts';
import { cliError } from '../errors.ts';
import type { Bilingual, Output } from '../output.ts';

export interface ConformOptions {
  readonly target?: TargetKind;
  readonly url?: string;
  readonly connection?: string;
  readonly listen?: { readonly host: string; readonly port: number };
  readonly only?: readonly string[];
  readonly list?: boolean;
  readonly answers?: string;
  readonly driver?: string;
  readonly timeout: number;
  readonly largest: number;
  readonly out: string;
  readonly data?: string;
  readonly reference?: boolean;
}

const LISTEN = '127.0.0.1:8690';

export function register(program: Command): void {
  addCommand<ConformOptions>(
    program,
    {
      usage: 'conform',
      about: {
        vi: 'kiểm tra một phần mềm quản lý văn bản có kết nối đúng không: từng điểm đạt, không đạt và cách sửa',
        en: 'check whether a document system is connected rightly: each point passes or fails, with the fix',
      },
      options: [
        {
          flags: '--target <kind>',
          about: {
            vi: 'hệ thống nhận bằng webhook, tự lấy bằng REST, nói giao thức VXP, hay được trục gọi bằng một kết nối',
            en: 'the system is called (webhook), fetches by REST, speaks VXP, or is called by a connection of the hub',
          },
          // Written out so that `--help` needs nothing of the kit; a test compares it with the kit's list.
          choices: ['webhook', 'rest', 'vxp', 'connection'],
        },
        {
          flags: '--url <url>',
          about: { vi: 'địa chỉ webhook của hệ thống cần thử', en: "the system's webhook address" },
        },
        {
          flags: '--connection <file>',
          about: {
            vi: 'kết nối của trục tới hệ thống cần thử, tệp JSON {"adapter", "settings", "secret", "address"}',
            en: 'the hub\'s connection to the system, a JSON file {"adapter", "settings", "secret", "address"}',
          },
        },
        {
          flags: '--listen <host:port>',
          about: {
            vi: `nơi hệ thống cần thử gọi đến thay cho trục, mặc định ${LISTEN}; chỉ có dữ liệu thử, HTTP không mã hóa`,
            en: `where the system calls in place of a hub, by default ${LISTEN}; test data only, plain HTTP`,
          },
          parse: addressOf,
        },
        { flags: '--only <points...>', about: { vi: 'chỉ thử các điểm này', en: 'try these points only' } },
        { flags: '--list', about: { vi: 'in danh sách các điểm rồi dừng', en: 'list the points and stop' } },
        {
          flags: '--answers <file>',
          about: {
            vi: 'câu trả lời có sẵn, tệp JSON {"tên câu hỏi": true}; chạy không cần người trả lời',
            en: 'answers given beforehand, a JSON file {"name of the question": true}; runs unattended',
          },
        },
        {
          flags: '--driver <url>',
          about: {
            vi: 'chương trình điều khiển hệ thống cần thử thay cho người: nhận việc và câu hỏi bằng JSON ở địa chỉ này',
            en: 'a program that drives the system in place of a person: it takes tasks and questions as JSON at this address',
          },
        },
        {
          flags: '--timeout <seconds>',
          about: { vi: 'chờ mỗi việc nhiều nhất chừng này', en: 'longest wait for one thing' },
          default: 120,
          parse: whole(1, 3_600),
        },
        {
          flags: '--largest <megabytes>',
          about: { vi: 'cỡ tệp của văn bản lớn', en: "size of the large document's file" },
          default: 50,
          parse: whole(1, 100),
        },
        {
          flags: '--out <folder>',
          about: { vi: 'nơi ghi report.html và report.json', en: 'where report.html and report.json are written' },
          default: 'conform',
        },
        {
          flags: '--data <directory>',
          about: {
            vi: 'giữ tỉnh thử nghiệm và các khóa ở đây, để lần sau không phải cấu hình lại; mặc định là thư mục tạm',
            en: 'keep the test province and its keys here, so that the system is configured once; by default a temporary directory',
          },
        },
        {
          flags: '--reference',
          about: {
            vi: 'thử hệ thống mẫu của bộ kiểm tra, để xem một báo cáo đạt',
            en: "try the kit's own reference system, to see a report that passes",
          },
        },
      ],
      examples: [
        'lienthong conform --target webhook --url http://127.0.0.1:9000/van-ban-den',
        'lienthong conform --target rest --data ./thu-nghiem --only take-in accept',
        'lienthong conform --target vxp --reference',
      ],
      exits: ['refused', 'notFound', 'checkFailed'],
    },
    conform,
  );
}

async function conform({ options, out, exit }: Invocation<ConformOptions>): Promise<void> {
  const { POINTS, pointsFor } = await import('../conform/points/index.ts');
  const points = choose(options.target ? pointsFor(options.target) : [...POINTS], options.only, out);
  if (options.list) return list(out, points);
  const { target, url, reference } = options;
  if (!target) throw usage(out, { vi: 'Thiếu --target.', en: '--target is missing.' });
  if (target === 'webhook' && !reference && !URL.canParse(url ?? '')) {
    throw usage(out, { vi: '--target webhook cần --url <địa chỉ>.', en: '--target webhook needs --url <address>.' });
  }
  if (target === 'connection' && (!options.connection || reference)) {
    throw usage(out, {
      vi: '--target connection cần --connection <tệp>, và không có hệ thống mẫu.',
      en: '--target connection needs --connection <file>, and has no reference system.',
    });
  }
  if (options.driver !== undefined && !URL.canParse(options.driver)) {
    throw usage(out, { vi: '--driver cần một địa chỉ http.', en: '--driver needs an http address.' });
  }
  const { readAnswers, readConnection } = await import('../conform/given.ts');
  const answers = options.answers ? await readAnswers(options.answers) : null;
  const connection = options.connection ? await readConnection(options.connection) : undefined;
  const { runKit } = await import('../conform/session.ts');
  const report = await runKit(
    { ...options, listen: options.listen ?? addressOf(LISTEN), target, points, answers, connection },
    out,
  );
  out.result(report);
  if (!report.passed) exit('checkFailed');
}

function choose(points: Point[], only: readonly string[] | undefined, out: Output): Point[] {
  if (!only) return points;
  const unknown = only.find((id) => !points.some((point) => point.id === id));
  if (unknown) {
    throw usage(out, { vi: `Không có điểm ${unknown}; xem --list.`, en: `There is no point ${unknown}; see --list.` });
  }
  return points.filter(({ id }) => only.includes(id));
}

function list(out: Output, points: readonly Point[]): void {
  out.result(
    points.map(({ id, side, title, proves, source, only = null }) => ({ id, side, title, proves, source, only })),
  );
  out.table(
    [
      out.say({ vi: 'Điểm', en: 'Point' }),
      out.say({ vi: 'Nội dung', en: 'What' }),
      out.say({ vi: 'Theo', en: 'Source' }),
    ],
    points.map(({ id, title, source }) => [id, out.say(title), out.say(source)]),
  );
}

function usage(out: Output, problem: Bilingual) {
  return cliError('USAGE', { problem: out.say(problem), help: 'lienthong conform --help' });
}

function addressOf(text: string): NonNullable<ConformOptions['listen']> {
  const match = /^([\w.-]+):(\d{1,5})$/.exec(text);
  if (!match || Number(match[2]) > 65_535) throw new InvalidArgumentError(LISTEN);
  return { host: match[1]!, port: Number(match[2]) };
}
