import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError, notWritable } from '../errors.ts';
import { type HubOptions, REMOTE_OPTIONS } from '../hub-options.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings, Partial<HubOptions> {
  readonly out: string;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'receipt <documentId>',
      about: {
        vi: 'lưu các biên nhận điện tử đã ký của một văn bản thành tệp',
        en: 'save the signed receipts of a document as files',
      },
      args: [{ vi: 'documentId hoặc submissionId', en: 'documentId or submissionId' }],
      options: [
        {
          flags: '--out <directory>',
          about: { vi: 'thư mục để lưu', en: 'where to save them' },
          default: '.',
        },
        DATA_OPTION,
        ...REMOTE_OPTIONS,
      ],
      examples: ['lienthong receipt 01990f3e-… --out bien-nhan'],
      exits: ['refused', 'later', 'notFound'],
    },
    save,
  );
}

interface SignedReceipt {
  readonly id: string;
  readonly type: string;
  readonly issuedAt: string;
  readonly xml: string;
}

async function save({ args, options, out }: Invocation<Options>): Promise<void> {
  const id = args[0]!;
  const receipts = options.url ? await askHub(id, options.url, options.key, out) : await readLocally(id, options);
  if (receipts.length === 0) throw cliError('TRACE_NOT_FOUND', { id });
  const saved: { id: string; type: string; issuedAt: string; file: string }[] = [];
  for (const { xml, ...receipt } of receipts) {
    const file = path.join(options.out, `${receipt.type}-${receipt.id}.xml`);
    await writeNew(options.out, file, xml);
    saved.push({ ...receipt, file });
  }
  out.result({ receipts: saved });
  const headings = { vi: ['Biên nhận', 'Lúc', 'Tệp'], en: ['Receipt', 'At', 'File'] }[out.language];
  out.table(
    headings,
    saved.map((one) => [one.type, one.issuedAt, one.file]),
  );
}

async function readLocally(id: string, options: Options): Promise<SignedReceipt[]> {
  const [{ withTools }, { listReceipts, readReceipt }, { openHubSigner }, { vietnamTime }, { isId }] =
    await Promise.all([
      import('../tools.ts'),
      import('../../evidence/index.ts'),
      import('../../trust/index.ts'),
      import('../../platform/clock.ts'),
      import('../../platform/ids.ts'),
    ]);
  if (!isId(id)) throw cliError('TRACE_NOT_FOUND', { id });
  return withTools(options, async ({ tools, config }) => {
    const { db } = tools.database;
    const ofDocument = await listReceipts(db, { documentId: id });
    const listed = ofDocument.length > 0 ? ofDocument : await listReceipts(db, { submissionId: id });
    const signer = await openHubSigner(config.dataDir);
    try {
      const signed: SignedReceipt[] = [];
      for (const { id: receiptId } of listed) {
        const receipt = await readReceipt(db, signer, receiptId);
        if (receipt) signed.push({ ...receipt, issuedAt: vietnamTime(receipt.issuedAt) });
      }
      return signed.map(({ id: one, type, issuedAt, xml }) => ({ id: one, type, issuedAt, xml }));
    } finally {
      await signer.close();
    }
  });
}

async function askHub(id: string, url: string, key: string | undefined, out: Output): Promise<SignedReceipt[]> {
  const [{ openClient }, { text }] = await Promise.all([import('../client.ts'), import('node:stream/consumers')]);
  const client = openClient({ url, ...(key && { key }) }, out.language);
  const { data } = await client.json({ path: `/documents/${encodeURIComponent(id)}/receipts` });
  const { items } = data as { items: Omit<SignedReceipt, 'xml'>[] };
  const signed: SignedReceipt[] = [];
  for (const { id: receiptId, type, issuedAt } of items) {
    const xml = await text(await client.stream({ path: `/receipts/${receiptId}` }));
    signed.push({ id: receiptId, type, issuedAt, xml });
  }
  return signed;
}

async function writeNew(directory: string, file: string, xml: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(file, xml);
  } catch (cause) {
    throw notWritable(file, cause as NodeJS.ErrnoException);
  }
}
