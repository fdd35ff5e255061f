import type { OptionSpec } from './command.ts';

/** How a key and its certificate are named on the command line: one PKCS#12 file, or two PEM files. */
export const KEY_OPTIONS: readonly OptionSpec[] = [
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
];
