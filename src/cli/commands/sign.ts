import type { Command } from 'commander';
import { addCommand, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import type { SignOptions } from '../sign-file.ts';

export function register(program: Command): void {
  addCommand<SignOptions>(
    program,
    {
      usage: 'sign <file>',
      about: {
        vi: 'ký một gói tin edXML theo tham chiếu: phần đầu, nghiệp vụ, danh mục và từng tệp đính kèm',
        en: 'sign an edXML package by reference: header, business part, manifest and each attachment',
      },
      args: [{ vi: 'gói tin edXML chưa ký', en: 'the unsigned edXML package' }],
      options: [
        {
          flags: '--p12 <file>',
          about: { vi: 'khóa và chứng thư số trong tệp PKCS#12', en: 'key and certificate in a PKCS#12 file' },
        },
        {
          flags: '--passphrase-file <file>',
          about: { vi: 'tệp chứa mật khẩu của PKCS#12', en: 'file with the passphrase of the PKCS#12' },
        },
        { flags: '--key <key.pem>', about: { vi: 'khóa riêng dạng PEM', en: 'private key, PEM' } },
        { flags: '--cert <cert.pem>', about: { vi: 'chứng thư số của khóa đó', en: "that key's certificate, PEM" } },
        {
          flags: '--enveloped',
          about: {
            vi: 'ký toàn văn bản (URI=""); mất giá trị khi một trục khác ghi thêm dấu vết',
            en: 'sign the whole document (URI=""); breaks when another hop adds its trace',
          },
        },
        {
          flags: '--out <file>',
          about: { vi: 'tệp đã ký; mặc định thêm .signed vào tên', en: 'the signed file; by default .signed is added' },
        },
      ],
      examples: [
        'lienthong sign cong-van.edxml --p12 so-noi-vu.p12 --passphrase-file mat-khau.txt',
        'lienthong sign cong-van.edxml --key khoa.pem --cert chung-thu.pem --out da-ky.edxml',
      ],
      exits: ['refused', 'notFound'],
    },
    sign,
  );
}

async function sign({ args, options, out }: Invocation<SignOptions>): Promise<void> {
  const { p12, key, cert } = options;
  if ((p12 === undefined) === (key === undefined) || (key === undefined) !== (cert === undefined)) {
    const problem = out.say({
      vi: 'Cần --p12, hoặc cả --key và --cert.',
      en: 'Give --p12, or both --key and --cert.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong sign --help' });
  }
  const { signFile } = await import('../sign-file.ts');
  const signed = await signFile(args[0]!, options);
  out.result(signed);
  out.line(`${out.say({ vi: 'Đã ký', en: 'Signed' })}: ${signed.file}`);
  out.line(`  ${out.say({ vi: 'Chứng thư số', en: 'Certificate' })}: ${signed.subject}`);
}
