import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { HubClient } from '../client.ts';
import { addCommand, type Invocation, whole } from '../command.ts';
import { cliError, notWritable } from '../errors.ts';
import { HUB_OPTIONS, type HubOptions } from '../hub-options.ts';
import type { Bilingual, Output } from '../output.ts';

interface Options extends HubOptions {
  readonly agency?: string;
  readonly kind?: 'document' | 'status';
  readonly limit: number;
  readonly fetch?: string;
  readonly ack?: boolean;
  readonly fail?: string;
  readonly reason?: string;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'inbox',
      about: { vi: 'xem văn bản đến đang chờ, lấy về và xác nhận', en: 'list what waits, fetch it and acknowledge it' },
      options: [
        ...HUB_OPTIONS,
        {
          flags: '--agency <code>',
          about: { vi: 'chỉ của cơ quan mang mã định danh này', en: 'only for the agency with this code' },
        },
        {
          flags: '--kind <kind>',
          about: { vi: 'chỉ văn bản, hoặc chỉ trạng thái', en: 'only documents, or only statuses' },
          choices: ['document', 'status'],
        },
        {
          flags: '--limit <count>',
          about: { vi: 'số mục nhiều nhất', en: 'most items' },
          default: 50,
          parse: whole(1, 200),
        },
        {
          flags: '--fetch <directory>',
          about: { vi: 'lấy nội dung về thư mục này', en: 'fetch the contents into this directory' },
        },
        {
          flags: '--ack',
          about: {
            vi: 'xác nhận đã đến sau khi tệp đã ghi xong (dùng cùng --fetch)',
            en: 'acknowledge once a file is written (with --fetch)',
          },
        },
        {
          flags: '--fail <deliveryId>',
          about: {
            vi: 'báo không nhận được văn bản này; trục đưa lại sau (dùng cùng --reason)',
            en: 'say that this one could not be taken in; it is listed again later (with --reason)',
          },
        },
        { flags: '--reason <text>', about: { vi: 'vì sao; bên gửi thấy', en: 'why; the sender reads it' } },
      ],
      examples: [
        'lienthong inbox --agency 000.00.13.H53',
        'lienthong inbox --fetch ./den --ack',
        'lienthong inbox --fail 01990f3e-… --reason "Tệp đính kèm hỏng"',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    inbox,
  );
}

interface Item {
  readonly deliveryId: string;
  readonly state: string;
  readonly urgent: boolean;
  readonly addressed: readonly { readonly code: string }[];
  readonly document: {
    readonly kind: 'document' | 'status';
    readonly documentUid: string;
    readonly subject: string | null;
    readonly sender: { readonly name: string };
    readonly statusWords: Bilingual | null;
  };
}

async function inbox({ options, out }: Invocation<Options>): Promise<void> {
  if (options.ack && !options.fetch) {
    const problem = out.say({ vi: 'Dùng --ack cùng với --fetch.', en: 'Use --ack together with --fetch.' });
    throw cliError('USAGE', { problem, help: 'lienthong inbox --help' });
  }
  if ((options.fail === undefined) !== (options.reason === undefined)) {
    const problem = out.say({ vi: 'Dùng --fail cùng với --reason.', en: 'Use --fail together with --reason.' });
    throw cliError('USAGE', { problem, help: 'lienthong inbox --help' });
  }
  const [{ openClient }, { startProgress }] = await Promise.all([import('../client.ts'), import('../progress.ts')]);
  const client = openClient(options, out.language);
  if (options.fail !== undefined) return complain(client, out, options.fail, options.reason!);
  const { agency, kind, limit } = options;
  const { data } = await client.json({ path: '/inbox', query: { agency, kind, limit } });
  const { items, next } = data as { items: Item[]; next: string | null };
  const files = new Map<string, string>();
  if (options.fetch) {
    const label = out.say({ vi: 'Đang lấy về', en: 'Fetching' });
    const progress = startProgress({ label, total: items.length });
    try {
      for (const [index, item] of items.entries()) {
        files.set(item.deliveryId, await fetchOne(client, item, options.fetch, options.ack === true));
        progress.at(index + 1);
      }
    } finally {
      progress.end();
    }
  }
  out.result({ items: items.map((item) => ({ ...item, file: files.get(item.deliveryId) ?? null })), next });
  tell(out, items, files, next);
}

async function complain(client: HubClient, out: Output, deliveryId: string, reason: string): Promise<void> {
  const path = `/inbox/${encodeURIComponent(deliveryId)}/fail`;
  const { data } = await client.json({ method: 'POST', path, json: { reason } });
  out.result(data);
  const word = out.say((data as { words: Bilingual }).words);
  out.line(
    out.say({ vi: `Đã báo. Tình trạng của lần gửi: ${word}.`, en: `It is said. The delivery is now: ${word}.` }),
  );
}

/** The file has its name only when it is complete; what is acknowledged is on disk. */
async function fetchOne(client: HubClient, item: Item, directory: string, ack: boolean): Promise<string> {
  const file = path.join(directory, `${item.deliveryId}.edxml`);
  const content = await client.stream({ path: `/inbox/${item.deliveryId}/content` });
  try {
    await mkdir(directory, { recursive: true });
    await pipeline(content, createWriteStream(`${file}.part`, { flush: true }));
    await rename(`${file}.part`, file);
  } catch (cause) {
    throw notWritable(file, cause as NodeJS.ErrnoException);
  }
  if (ack) await client.json({ method: 'POST', path: `/inbox/${item.deliveryId}/ack` });
  return file;
}

function tell(out: Output, items: readonly Item[], files: ReadonlyMap<string, string>, next: string | null): void {
  if (items.length === 0) {
    out.line(out.say({ vi: 'Không có văn bản đến nào đang chờ.', en: 'Nothing waits.' }));
    return;
  }
  const headings = {
    vi: ['Mã lần gửi', 'Khẩn', 'Bên gửi', 'Mã định danh văn bản', 'Trích yếu nội dung', 'Nơi nhận', 'Tệp'],
    en: ['Delivery', 'Urgent', 'Sender', 'Document identification code', 'Subject', 'Addressed to', 'File'],
  }[out.language];
  out.table(
    headings,
    items.map((item) => [
      item.deliveryId,
      item.urgent ? out.say({ vi: 'khẩn', en: 'yes' }) : '',
      item.document.sender.name,
      item.document.documentUid,
      item.document.statusWords ? out.say(item.document.statusWords) : (item.document.subject ?? '–'),
      item.addressed.map((one) => one.code).join(', '),
      files.get(item.deliveryId) ?? '',
    ]),
  );
  if (next) out.line(out.say({ vi: 'Còn nữa; tăng --limit để xem.', en: 'There is more; raise --limit.' }));
}
