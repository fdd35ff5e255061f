import type { Command } from 'commander';
import type { VerificationReport } from '../../trust/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import { type HubOptions, REMOTE_OPTIONS } from '../hub-options.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

type Options = GivenSettings & Partial<HubOptions>;

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'report <documentId>',
      about: {
        vi: 'báo cáo kiểm tra chữ ký số của một văn bản đã nhận: kết luận, chuỗi chứng thư, tình trạng thu hồi',
        en: 'the verification report of an accepted document: conclusion, chain, revocation',
      },
      args: [{ vi: 'documentId của trục', en: "the hub's documentId" }],
      options: [DATA_OPTION, ...REMOTE_OPTIONS],
      examples: ['lienthong report 01990f3e-…', 'lienthong report 01990f3e-… --json'],
      exits: ['refused', 'later', 'notFound'],
    },
    tell,
  );
}

async function tell({ args, options, out }: Invocation<Options>): Promise<void> {
  const id = args[0]!;
  const report = options.url ? await askHub(id, options.url, options.key, out) : await readLocally(id, options);
  out.result(report);
  const { tellReport } = await import('../report-lines.ts');
  tellReport(out, report);
}

async function readLocally(id: string, options: Options): Promise<VerificationReport> {
  const [{ withTools }, { findDocument }, { reportOfDocument }, { isId }] = await Promise.all([
    import('../tools.ts'),
    import('../../intake/index.ts'),
    import('../../acts/document-report.ts'),
    import('../../platform/ids.ts'),
  ]);
  return withTools(options, async ({ tools }) => {
    const { db } = tools.database;
    const document = isId(id) ? await findDocument(db, id) : null;
    if (!document) throw cliError('TRACE_NOT_FOUND', { id });
    return reportOfDocument(db, document);
  });
}

async function askHub(id: string, url: string, key: string | undefined, out: Output): Promise<VerificationReport> {
  const { openClient } = await import('../client.ts');
  const client = openClient({ url, ...(key && { key }) }, out.language);
  return (await client.json({ path: `/documents/${encodeURIComponent(id)}/report` })).data as VerificationReport;
}
