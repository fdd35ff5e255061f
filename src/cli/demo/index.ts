import { mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { openTools, type RunningHub, startHub } from '../../app.ts';
import { RECEIPT_WORDS, type ReceiptType } from '../../evidence/index.ts';
import type { Language } from '../../platform/errors.ts';
import { openLog } from '../../platform/log.ts';
import { beginDocument } from './begun.ts';
import { assembleCast, type Cast, issueKeys, openOffices } from './cast.ts';
import { openCatalogueDesk, openCatalogues } from './catalogues.ts';
import type { Closing } from './closing.ts';
import { demoConfig } from './config.ts';
import { agenciesIn, surveyFolder } from './field.ts';
import { openGovernment } from './government.ts';
import { openNumbers } from './numbers.ts';
import { seatClerks, seatOthers } from './people.ts';
import { playAll } from './play.ts';
import { type ReceiptReport, saveReceipts } from './receipts.ts';
import { Robot } from './robot.ts';
import { type FieldOutcome, fieldScene } from './scenes/field-files.ts';
import { openSigningService } from './signing/service.ts';
import { tokensOf } from './signing/tokens.ts';
import type { Stage } from './stage.ts';
import { STORY } from './story.ts';
import { type Row, readTable } from './table.ts';
import { type Outcome, type Paint, seconds, Teller, words } from './teller.ts';

export interface DemoOptions {
  /** Kept between runs: the state of both hubs, keys, receipts, logs. */
  readonly directory: string;
  /** Another one is taken when this is in use. */
  readonly port: number;
  readonly language: Language;
  readonly paint: Paint;
  /** A folder of field files instead of the demonstration's own letters. */
  readonly from?: string | undefined;
  /** The hubs stay open: every role has an account, and the province goes on working. */
  readonly stay: boolean;
  /** Takes a line for people. */
  readonly print: (line: string) => void;
  /** Is told how to stop everything that was started, also when it fails midway. */
  readonly closing: Closing;
}

export interface DemoSummary {
  /** Everything that was expected came true. */
  readonly ok: boolean;
  /** From 1: how often the demonstration ran in this directory. */
  readonly run: number;
  readonly url: string;
  readonly governmentUrl: string;
  readonly seconds: number;
  readonly rows: readonly Row[];
  readonly files: readonly FieldOutcome[];
  readonly receipts: Omit<ReceiptReport, 'ofDocument'>;
  readonly outcomes: readonly Outcome[];
}

export interface PlayedDemo {
  readonly summary: DemoSummary;
  /** With which the reader can try the running hub: the key of Văn phòng UBND tỉnh's system. */
  readonly exampleKey: string;
}

/** Starts two hubs and their agencies, plays the scenes, and leaves the hubs running until `closing` closes. */
export async function runDemo(options: DemoOptions): Promise<PlayedDemo> {
  const { directory, language, print, closing } = options;
  const from = Date.now();
  const tell = (vi: string, en: string) => print({ vi, en }[language]);
  await mkdir(directory, { recursive: true });
  const port = await freePort(options.port);
  const tellTaken = () =>
    tell(
      `Cổng ${options.port} đang có chương trình khác dùng: dùng cổng trống.`,
      `Port ${options.port} is in use: taking a free one.`,
    );
  if (options.port !== 0 && port !== options.port) tellTaken();
  const files = options.from === undefined ? [] : await surveyFolder(options.from);
  const second = openGovernment(path.join(directory, 'government.log'));
  await closing.add(() => second.stop());
  const logFile = path.join(directory, 'hub.log');
  const log = openLog('info', logFile);
  const config = demoConfig(directory, port);

  const strangers = agenciesIn(files);
  const tools = await openTools(config, log);
  await closing.add(() => tools.close());
  const keys = await issueKeys(directory, strangers);
  const numbers = await openNumbers(directory);
  const cast = await assembleCast(tools, second, directory, config.publicUrl, keys, strangers);
  await closing.add(() => cast.receiver.close());
  const clerks = await seatClerks(tools, keys.agencies);
  const demoAccounts = options.stay ? [...clerks.accounts, ...(await seatOthers(tools))] : clerks.accounts;
  const service = await openSigningService(tokensOf(tools, keys));
  await closing.add(() => service.close());
  const dmdc = await openCatalogues();
  await closing.add(() => dmdc.close());
  const services = { signService: service.url, catalogueUrl: dmdc.url, catalogueToken: dmdc.token };
  // The axis has to be known before the hub starts: it opens its connections then.
  const hub = await startHub({ ...config, ...services }, { log, demoAccounts }).catch(
    (problem: NodeJS.ErrnoException) => {
      // It was free a few seconds ago; another demonstration may have started meanwhile.
      if (problem.code !== 'EADDRINUSE') throw problem;
      tellTaken();
      return startHub({ ...demoConfig(directory, 0), ...services }, { log, demoAccounts });
    },
  );
  await closing.add(() => hub.close());
  const desks = openOffices(cast, hub.url, language, strangers.length > 0);
  await closing.add(() => desks.close());
  tellCast(tell, hub, cast, logFile, from);

  const { offices, government } = desks;
  const stage: Stage = {
    language,
    numbers,
    offices,
    government,
    pushed: cast.pushed,
    keys,
    catalogues: openCatalogueDesk(hub),
    sent: [],
    refused: [],
  };
  const outcomesOfFiles: FieldOutcome[] = [];
  const scenes = options.from === undefined ? STORY : [fieldScene(files, desks.field, outcomesOfFiles)];
  const played = await playAll(scenes, stage, options);
  const folder = path.join(directory, 'receipts', `run-${numbers.run}`);
  const receipts = await saveReceipts(stage, folder, (client) =>
    client.url === hub.url ? hub.signer.certificatePem : cast.government.certificatePem,
  );
  const outcomes = [...played, ...checkReceipts(receipts, cast, options)];
  const { ofDocument: _, ...saved } = receipts;
  const summary: DemoSummary = {
    ok: outcomes.every((one) => one.met),
    run: numbers.run,
    url: hub.url,
    governmentUrl: cast.government.url,
    rows: await readTable(stage, receipts),
    files: outcomesOfFiles,
    receipts: saved,
    outcomes,
    seconds: (Date.now() - from) / 1_000,
  };
  if (options.stay) {
    if (clerks.newWardClerk) await beginDocument(hub, clerks.newWardClerk);
    const robot = new Robot(stage);
    await closing.add(() => robot.close());
  }
  return { summary, exampleKey: cast.apiKeys.office };
}

function tellCast(
  tell: (vi: string, en: string) => void,
  hub: RunningHub,
  cast: Cast,
  logFile: string,
  from: number,
): void {
  const taken = (Date.now() - from) / 1_000;
  tell(
    `Trục của tỉnh Lạc Hồng (tỉnh giả định, mã H98): ${hub.url}`,
    `Hub of the province Lạc Hồng (fictitious, H98): ${hub.url}`,
  );
  tell(
    `Trục của Văn phòng Chính phủ: ${cast.government.url} (tiến trình ${cast.government.pid}, kho dữ liệu riêng)`,
    `Hub of the Government Office: ${cast.government.url} (process ${cast.government.pid}, its own store)`,
  );
  tell(`Nhật ký của trục: ${logFile}`, `Log of the hub: ${logFile}`);
  tell(
    `Sẵn sàng sau ${seconds(taken, 'vi')} giây. Mọi người và mã trong phần trình diễn là giả định.`,
    `Ready after ${seconds(taken, 'en')} s. All persons and codes here are fictitious.`,
  );
}

/** The receipts are the point of the hub: each must verify, and the recipient's receiver must have believed each call. */
function checkReceipts(receipts: ReceiptReport, cast: Cast, { language, paint, print }: DemoOptions): Outcome[] {
  const teller = new Teller(language, words('Biên nhận điện tử', 'Signed receipts'), paint);
  teller.expect(
    receipts.saved > 0 && receipts.invalid.length === 0,
    `${receipts.saved} biên nhận đã lưu, chữ ký của trục đều hợp lệ`,
    `${receipts.saved} receipts saved, the hub's signature holds on each`,
    receipts.invalid.join(', '),
  );
  for (const [type, count] of Object.entries(receipts.types).sort()) {
    teller.detail(`${type} (${RECEIPT_WORDS[type as ReceiptType][language]}): ${count}`);
  }
  teller.detail(receipts.folder);
  teller.expect(
    cast.receiver.refused.length === 0,
    'máy nhận của xã Vĩnh An không phải từ chối lượt đẩy nào',
    'the receiver of xã Vĩnh An had no push to refuse',
    cast.receiver.refused.join(', '),
  );
  print('');
  print(paint.bold(words('Biên nhận điện tử', 'Signed receipts')[language]));
  for (const line of teller.lines) print(line);
  return teller.outcomes;
}

/** The port if it is free, else another one that is. */
async function freePort(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(freePort(0)));
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => resolve(taken));
    });
  });
}
