import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import closeWithGrace from 'close-with-grace';
import { Closing } from '../demo/closing.ts';
import { takeDirectory } from '../demo/directory.ts';
import { cliError } from '../errors.ts';
import { asHubError, type Output, writeError } from '../output.ts';
import { openCountdown } from './countdown.ts';
import { openKit } from './kit.ts';
import type { Point, Report, TargetKind } from './model.ts';
import { type Answers, personAtTerminal, personByProgram, personOnFile, type Say } from './people.ts';
import type { Person } from './person.ts';
import { underTest } from './places.ts';
import { openLink, openReference, type Reference } from './reference/index.ts';
import { reportPage } from './report-html.ts';
import { summary, tellAccess, tellResult } from './report-lines.ts';
import { runPoints } from './run.ts';
import { type ConnectionFile, type Seat, takeSeat } from './seat.ts';

export interface KitOptions {
  readonly target: TargetKind;
  readonly url?: string | undefined;
  readonly connection?: ConnectionFile | undefined;
  readonly listen: { readonly host: string; readonly port: number };
  readonly points: readonly Point[];
  readonly answers: Answers | null;
  readonly driver?: string | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly largest: number;
  /** Where the reports are written. */
  readonly out: string;
  readonly data?: string | undefined;
  readonly reference?: boolean | undefined;
}

/** One run of the kit: a province, the system at its seat, every point, the report on disk. Leaves nothing running. */
export async function runKit(options: KitOptions, out: Output): Promise<Report> {
  const closing = new Closing();
  // From the start: Ctrl-C midway must leave no process behind.
  const grace = closeWithGrace({ delay: 30_000, logger: false }, ({ err }) => {
    if (err) writeError(asHubError(err), out.language, out.json);
    return closing.close();
  });
  try {
    const report = await play(options, out, closing);
    await keepReport(options.out, report, out);
    return report;
  } finally {
    grace.uninstall();
    await closing.close();
  }
}

async function play(options: KitOptions, out: Output, closing: Closing): Promise<Report> {
  const { target, points, connection } = options;
  const startedAt = new Date().toISOString();
  const directory = await directoryOf(options.data, closing);
  out.remark(out.say({ vi: 'Đang dựng tỉnh thử nghiệm…', en: 'Setting up the test province…' }));
  const province = await openKit({ directory, language: out.language, connection }, closing);
  const reference = options.reference ? await openReference(underTest(0).code) : null;
  if (reference) await closing.add(() => reference.close());
  const listen = reference ? { host: '127.0.0.1', port: 0 } : options.listen;
  const webhookUrl = reference?.webhookUrl ?? options.url;
  const seat = await takeSeat(province, { target, webhookUrl, connection, listen }).catch(
    (problem: NodeJS.ErrnoException) => {
      throw problem.code === 'EADDRINUSE' ? cliError('PORT_TAKEN', listen, problem) : problem;
    },
  );
  await closing.add(() => seat.close());
  tellAccess(out, seat, province.ground.vxpBasePath);
  const countdown = openCountdown(out.say);
  const say = (text: string) => {
    countdown.clear();
    out.remark(text);
  };
  const { person, atOnce } = await seatPerson(options, out, closing, {
    say,
    seat,
    reference,
    vxpBasePath: province.ground.vxpBasePath,
  });
  const stage = {
    province,
    seat,
    person,
    patienceMs: options.timeout * 1_000,
    largestBytes: options.largest * 1_048_576,
    waiting: countdown.at,
  };
  const results = await runPoints(stage, points, {
    atOnce,
    onResult: (result) => {
      countdown.clear();
      tellResult(out, result);
    },
  });
  const passed = results.every((one) => one.outcome === 'pass');
  const agency = `${seat.place.name} (${seat.place.code}, ${seat.place.codeQd20})`;
  return { target, agency, startedAt, language: out.language, passed, results };
}

async function directoryOf(data: string | undefined, closing: Closing): Promise<string> {
  const directory = data ? path.resolve(data) : await mkdtemp(path.join(tmpdir(), 'lienthong-conform-'));
  if (!data) await closing.add(() => rm(directory, { recursive: true, force: true }));
  const { release } = await takeDirectory(directory);
  await closing.add(release);
  return directory;
}

interface Desk {
  readonly say: Say;
  readonly seat: Seat;
  readonly reference: Reference | null;
  readonly vxpBasePath: string;
}

/** Whoever works in the system under test. A person does one thing at a time; programs need not. */
async function seatPerson(
  options: KitOptions,
  out: Output,
  closing: Closing,
  { say, seat, reference, vxpBasePath }: Desk,
): Promise<{ person: Person; atOnce: number }> {
  if (reference) return { person: reference.connect(seat, openLink(seat, vxpBasePath)), atOnce: 4 };
  if (options.driver) return { person: personByProgram(options.driver), atOnce: 4 };
  if (options.answers || !process.stdin.isTTY)
    return { person: personOnFile(out, say, options.answers ?? {}), atOnce: 1 };
  const person = personAtTerminal(out, say);
  await closing.add(async () => person.close());
  await person.ready();
  return { person, atOnce: 1 };
}

async function keepReport(folder: string, report: Report, out: Output): Promise<void> {
  await mkdir(folder, { recursive: true });
  const page = path.join(folder, 'report.html');
  await writeFile(page, reportPage(report));
  await writeFile(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  out.line();
  out.line(out.paint(report.passed ? 'green' : 'red', summary(report, out.language)));
  out.line(`${out.say({ vi: 'Báo cáo', en: 'Report' })}: ${page}`);
}
