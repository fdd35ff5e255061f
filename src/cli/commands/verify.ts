import type { Command } from 'commander';
import { ANCHORS_OPTION, addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly cert?: string;
  readonly signer?: string;
  readonly registry?: boolean;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'verify <file>',
      about: {
        vi: 'kiểm tra biên nhận điện tử của trục, chữ ký của một văn bản edXML, hoặc một kho lưu trữ',
        en: 'check a signed receipt of a hub, the signature of an edXML document, or an archive',
      },
      args: [
        {
          vi: 'tệp biên nhận .xml, gói tin .edxml, hoặc thư mục do `archive export` tạo ra',
          en: 'the receipt .xml, the package .edxml, or a folder made by `archive export`',
        },
      ],
      options: [
        {
          flags: '--cert <hub.pem>',
          about: {
            vi: 'chứng thư số của trục đã ký biên nhận; mặc định lấy trong thư mục dữ liệu',
            en: "certificate of the hub that signed the receipt; by default the data directory's",
          },
        },
        {
          flags: '--signer <cert.pem>',
          about: {
            vi: 'chứng thư số của bên ký văn bản, do bạn tin cậy',
            en: "the document signer's certificate, trusted by you",
          },
        },
        {
          flags: '--registry',
          about: {
            vi: 'lấy chứng thư số của bên gửi trong danh mục của trục trên máy này',
            en: "take the sender's certificates from this machine's registry",
          },
        },
        ANCHORS_OPTION,
        DATA_OPTION,
      ],
      examples: [
        'lienthong verify SubmissionAcceptance.xml --cert hub.pem',
        'lienthong verify cong-van.edxml --signer so-noi-vu.pem',
        'lienthong verify cong-van.edxml --registry --anchors goc-tin-cay',
      ],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    verify,
  );
}

async function verify(it: Invocation<Options>): Promise<void> {
  const [{ startsAsReceipt }, { isArchive }] = await Promise.all([
    import('../verify-receipt.ts'),
    import('../../lifecycle/index.ts'),
  ]);
  const file = it.args[0]!;
  if (await isArchive(file)) await verifyFolders(it, file);
  else if (await startsAsReceipt(file)) await verifyReceipt(it, file);
  else await verifyDocument(it, file);
}

async function verifyFolders({ options, out, exit }: Invocation<Options>, place: string): Promise<void> {
  const [{ trustedCertificates }, { verifyArchive }] = await Promise.all([
    import('../verify-receipt.ts'),
    import('../../lifecycle/index.ts'),
  ]);
  let [documents, receipts] = [0, 0];
  const bad: { folder: string; problems: readonly string[] }[] = [];
  for await (const { folder, problems, ...found } of verifyArchive(place, await trustedCertificates(options))) {
    documents += 1;
    receipts += found.receipts;
    if (problems.length === 0) continue;
    bad.push({ folder, problems });
    out.line(`${out.paint('red', '✗')} ${folder}`);
    for (const problem of problems) out.line(`    ${problem}`);
  }
  if (bad.length > 0) exit('checkFailed');
  out.result({ kind: 'archive', valid: bad.length === 0, documents, receipts, bad });
  out.line(
    out.say({
      vi: `${documents} văn bản, ${receipts} biên nhận đã kiểm tra; ${bad.length} văn bản có lỗi.`,
      en: `${documents} documents and ${receipts} receipts checked; ${bad.length} documents with problems.`,
    }),
  );
}

async function verifyReceipt({ options, out, exit }: Invocation<Options>, file: string): Promise<void> {
  const { checkReceipt } = await import('../verify-receipt.ts');
  const { valid, reason, notice, signer, facts } = await checkReceipt(file, options);
  if (!valid) exit('checkFailed');
  out.result({ kind: 'receipt', valid, reason, words: notice, signer, facts });
  const sign = valid ? out.paint('green', '✓') : out.paint('red', '✗');
  out.line(`${sign} ${reason}: ${out.say(notice)}`);
  if (signer) {
    out.line(`  ${out.say({ vi: 'Chứng thư số', en: 'Certificate' })}: ${signer.subject}, SHA-256 ${signer.sha256}`);
  }
  // What was not signed is not shown as if it stated anything.
  if (valid) for (const [name, value] of facts) out.line(`  ${name}: ${value}`);
}

async function verifyDocument({ options, out, exit }: Invocation<Options>, file: string): Promise<void> {
  const [{ checkDocument }, { tellReport }] = await Promise.all([
    import('../verify-document.ts'),
    import('../report-lines.ts'),
  ]);
  const { package: verified, refusal, report } = await checkDocument(file, options);
  const { header, verdict, attachments, notices, contentDigest } = verified;
  const valid = verdict.indication === 'TOTAL_PASSED';
  // A revocation that could not be learnt may be learnt later.
  if (!valid) exit(refusal?.spec.retry ? 'later' : 'checkFailed');
  const sender = header.from.organId;
  out.result({ kind: header.kind, valid, report, verdict, sender, attachments, notices, contentDigest });
  tellReport(out, report);
  out.line(`  ${out.say({ vi: 'Bên gửi', en: 'Sender' })}: ${sender}`);
  if (refusal) out.line(`  ${refusal.code}\n  → ${refusal.fix(out.language)}`);
  for (const notice of notices) out.line(`  ${notice.code}: ${out.say(notice)}`);
}
