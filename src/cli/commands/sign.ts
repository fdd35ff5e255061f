import type { Command } from 'commander';
import { addCommand, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import { KEY_OPTIONS } from '../key-options.ts';
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
        ...KEY_OPTIONS,
        {
          flags: '--enveloped',
          about: {
            vi: 'ký toàn văn bản (URI=""); mất giá trị khi một trục khác ghi thêm dấu vết',
            en: 'sign the whole document (URI=""); breaks when another hop adds its trace',
          },
        },
        {
          flags: '--detached-request <request.json>',
          about: {
            vi: 'chỉ ghi ra yêu cầu ký (octet và giá trị băm cần ký) cho thiết bị giữ khóa; cần --cert',
            en: 'only write the request (octets and digest to sign) for the device that holds the key; needs --cert',
          },
        },
        {
          flags: '--complete <request.json>',
          about: {
            vi: 'hoàn thành yêu cầu đó bằng giá trị chữ ký trong --signature',
            en: 'complete that request with the signature value of --signature',
          },
        },
        {
          flags: '--signature <sig.bin>',
          about: {
            vi: 'giá trị chữ ký do thiết bị tạo ra, dạng nhị phân',
            en: 'the signature value that the device made, binary',
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
        'lienthong sign cong-van.edxml --cert chung-thu.pem --detached-request yeu-cau.json',
        'lienthong sign cong-van.edxml --complete yeu-cau.json --signature chu-ky.bin',
      ],
      exits: ['refused', 'notFound'],
    },
    sign,
  );
}

async function sign({ args, options, out }: Invocation<SignOptions>): Promise<void> {
  const way = wayOf(options);
  if (way === null) {
    const problem = out.say({
      vi: 'Cần một trong các cách: --p12; --key và --cert; --cert và --detached-request; --complete và --signature.',
      en: 'Give one of: --p12; --key and --cert; --cert and --detached-request; --complete and --signature.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong sign --help' });
  }
  const source = args[0]!;
  if (way === 'request') {
    const { requestSignature } = await import('../sign-elsewhere.ts');
    const { file, request } = await requestSignature(source, options);
    out.result({ file, ...request });
    out.line(`${out.say({ vi: 'Yêu cầu ký', en: 'Signature request' })}: ${file}`);
    out.line(`  ${request.method}`);
    out.line(`  ${request.digestAlgorithm} ${request.digest}`);
    return;
  }
  const signed =
    way === 'complete'
      ? await (await import('../sign-elsewhere.ts')).completeRequest(source, options)
      : await (await import('../sign-file.ts')).signFile(source, options);
  out.result(signed);
  out.line(`${out.say({ vi: 'Đã ký', en: 'Signed' })}: ${signed.file}`);
  out.line(`  ${out.say({ vi: 'Chứng thư số', en: 'Certificate' })}: ${signed.subject}`);
}

type Way = 'p12' | 'key' | 'request' | 'complete';

/** Which way of signing the options together mean; null when they mean none, or more than one. */
function wayOf({ p12, passphraseFile, key, cert, enveloped, detachedRequest, complete, signature }: SignOptions) {
  const given = Object.entries({ p12, passphraseFile, key, cert, enveloped, detachedRequest, complete, signature })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const ways = (Object.keys(WAYS) as Way[]).filter(
    (way) =>
      WAYS[way].needs.every((name) => given.includes(name)) &&
      given.every((name) => WAYS[way].needs.includes(name) || WAYS[way].takes.includes(name)),
  );
  return ways[0] ?? null;
}

const WAYS: Readonly<Record<Way, { needs: readonly string[]; takes: readonly string[] }>> = {
  p12: { needs: ['p12'], takes: ['passphraseFile', 'enveloped'] },
  key: { needs: ['key', 'cert'], takes: ['enveloped'] },
  request: { needs: ['cert', 'detachedRequest'], takes: [] },
  complete: { needs: ['complete', 'signature'], takes: [] },
};
