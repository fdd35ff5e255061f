import type { Command } from 'commander';
import type { Verdict } from '../../trust/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
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
        vi: 'kiểm tra biên nhận điện tử của trục, hoặc chữ ký của một văn bản edXML',
        en: 'check a signed receipt of a hub, or the signature of an edXML document',
      },
      args: [{ vi: 'tệp biên nhận .xml hoặc gói tin .edxml', en: 'the receipt .xml or the package .edxml' }],
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
        DATA_OPTION,
      ],
      examples: [
        'lienthong verify SubmissionAcceptance.xml --cert hub.pem',
        'lienthong verify cong-van.edxml --signer so-noi-vu.pem',
      ],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    verify,
  );
}

async function verify(it: Invocation<Options>): Promise<void> {
  const { startsAsReceipt } = await import('../verify-receipt.ts');
  const file = it.args[0]!;
  if (await startsAsReceipt(file)) await verifyReceipt(it, file);
  else await verifyDocument(it, file);
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
  const [{ checkDocument }, { fileLine }] = await Promise.all([
    import('../verify-document.ts'),
    import('../../trust/index.ts'),
  ]);
  const { package: verified, refusal } = await checkDocument(file, options);
  const { header, verdict, attachments, notices, contentDigest } = verified;
  const valid = verdict.indication === 'TOTAL_PASSED';
  if (!valid) exit('checkFailed');
  out.result({ kind: header.kind, valid, verdict, sender: header.from.organId, attachments, notices, contentDigest });
  const sign = valid ? out.paint('green', '✓') : out.paint('red', '✗');
  out.line(`${sign} ${verdict.indication}${verdict.subIndication ? ` / ${verdict.subIndication}` : ''}`);
  out.line(`  ${out.say(SIGNATURE[verdict.signature])}`);
  out.line(`  ${out.say({ vi: 'Bên gửi', en: 'Sender' })}: ${header.from.organId}`);
  if (verdict.signer) {
    const { subject, sha256 } = verdict.signer;
    out.line(`  ${out.say({ vi: 'Chứng thư số', en: 'Certificate' })}: ${subject}, SHA-256 ${sha256}`);
  }
  if (verdict.covered.length > 0) {
    out.line(`  ${out.say({ vi: 'Phần được ký', en: 'Signed parts' })}: ${verdict.covered.join(', ')}`);
  }
  for (const file of verdict.files ?? []) {
    out.line(`  ${out.say({ vi: 'Tệp', en: 'File' })} ${fileLine(file, out.language)}`);
  }
  if (refusal) {
    out.line(`  ${refusal.code}: ${refusal.title(out.language)}`);
    out.line(`  → ${refusal.fix(out.language)}`);
  }
  for (const notice of [...verdict.reasons, ...notices]) {
    if (notice.code !== refusal?.code) out.line(`  ${notice.code}: ${out.say(notice)}`);
  }
}

const SIGNATURE: Readonly<Record<Verdict['signature'], { vi: string; en: string }>> = {
  absent: { vi: 'Gói tin không có chữ ký.', en: 'The package carries no signature.' },
  unverifiable: { vi: 'Không kiểm tra được chữ ký.', en: 'The signature cannot be verified.' },
  invalid: { vi: 'Chữ ký không hợp lệ.', en: 'The signature is invalid.' },
  'valid-untrusted': {
    vi: 'Nội dung nguyên vẹn theo chữ ký, nhưng chưa biết chứng thư số đó là của ai.',
    en: 'The content is intact under the signature, but whose certificate it is is not known.',
  },
  'valid-trusted': { vi: 'Nội dung nguyên vẹn, đúng người ký.', en: 'The content is intact and the signer is known.' },
};
