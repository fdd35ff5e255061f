import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Whether an openssl command is on this machine. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const CONFIG = `
[ca]
default_ca = d
[d]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sha256
default_days = 365
default_crl_days = 7
policy = p
unique_subject = no
[p]
countryName = optional
organizationName = optional
commonName = supplied
[req]
distinguished_name = dn
prompt = no
utf8 = yes
[dn]
CN = unused
`;

export interface Issued {
  readonly pem: string;
  readonly der: Buffer;
  readonly keyFile: string;
  readonly certificateFile: string;
  /** Just inside the certificate's dates. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export interface IssueOptions {
  readonly rsa?: boolean;
  /** Default 365. */
  readonly days?: number;
  /** Default now. */
  readonly from?: Date;
  /** In place of `days`. */
  readonly until?: Date;
}

export interface Authority extends Issued {
  issue(name: string, extensions: readonly string[], options?: IssueOptions): Issued;
  authority(name: string, extensions?: readonly string[]): Authority;
  revoke(issued: Issued, reason?: string): void;
  /** `from` is its thisUpdate; default now. */
  crl(from?: Date): Buffer;
  /** The answer to an OCSPRequest by whom the two files belong to; `unknown` answers from an empty list. */
  answer(request: Buffer, responder: Issued, options?: { readonly unknown?: boolean }): Buffer;
}

export const AUTHORITY = ['basicConstraints = critical,CA:TRUE', 'keyUsage = critical,keyCertSign,cRLSign'];
export const SIGNER = ['basicConstraints = CA:FALSE', 'keyUsage = critical,digitalSignature,nonRepudiation'];
export const RESPONDER = ['keyUsage = digitalSignature', 'extendedKeyUsage = OCSPSigning', 'noCheck = ignored'];

function asn1Time(at: Date): string {
  return `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** Certification authorities made by the openssl command, independent of everything that the hub reads them with. */
export function makeRoot(name: string, extensions: readonly string[] = AUTHORITY): Authority & { remove(): void } {
  const base = mkdtempSync(path.join(tmpdir(), 'openssl-pki-'));
  let files = 0;

  function openssl(cwd: string, args: readonly string[]): void {
    execFileSync('openssl', [...args], { cwd, stdio: 'pipe' });
  }

  function newKey(file: string, rsa: boolean): void {
    const { privateKey } = rsa
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }

  function describe(keyFile: string, certificateFile: string): Issued {
    const pem = readFileSync(certificateFile, 'utf8');
    const body = /-----BEGIN CERTIFICATE-----([^-]+)/.exec(pem)![1]!;
    const text = execFileSync('openssl', ['x509', '-in', certificateFile, '-noout', '-dates']).toString();
    const [from, to] = [...text.matchAll(/=(.+)/g)].map((match) => Date.parse(match[1]!)) as [number, number];
    return {
      pem: `-----BEGIN CERTIFICATE-----${body}-----END CERTIFICATE-----\n`,
      der: Buffer.from(body, 'base64'),
      keyFile,
      certificateFile,
      notBeforeMs: from,
      notAfterMs: to,
    };
  }

  function open(own: Issued): Authority {
    const dir = path.join(base, `ca${++files}`);
    mkdirSync(dir);
    writeFileSync(path.join(dir, 'ca.cnf'), CONFIG);
    writeFileSync(path.join(dir, 'index.txt'), '');
    writeFileSync(path.join(dir, 'serial'), '4001\n');
    writeFileSync(path.join(dir, 'crlnumber'), '01\n');
    const ca = ['ca', '-batch', '-config', 'ca.cnf', '-keyfile', own.keyFile, '-cert', own.certificateFile];

    function issue(
      common: string,
      more: readonly string[],
      { rsa = false, days = 365, from, until }: IssueOptions = {},
    ): Issued {
      const stem = path.join(base, `${++files}`);
      newKey(`${stem}.key`, rsa);
      writeFileSync(`${stem}.ext`, ['[x]', 'subjectKeyIdentifier = hash', ...more, ''].join('\n'));
      const subject = ['-utf8', '-subj', `/C=VN/O=Liên Thông thử nghiệm/CN=${common}`];
      openssl(dir, ['req', '-new', '-config', 'ca.cnf', '-key', `${stem}.key`, ...subject, '-out', `${stem}.csr`]);
      const out = [
        '-notext',
        '-in',
        `${stem}.csr`,
        '-out',
        `${stem}.crt`,
        '-extfile',
        `${stem}.ext`,
        '-extensions',
        'x',
      ];
      const start = from ? ['-startdate', asn1Time(from)] : [];
      const end = until ? ['-enddate', asn1Time(until)] : ['-days', String(days)];
      openssl(dir, [...ca, ...out, ...end, ...start]);
      return describe(`${stem}.key`, `${stem}.crt`);
    }

    return {
      ...own,
      issue,
      authority: (common, more = AUTHORITY) => open(issue(common, more, { days: 1_800 })),
      revoke: (issued, reason = 'keyCompromise') =>
        openssl(dir, [...ca, '-revoke', issued.certificateFile, '-crl_reason', reason]),
      crl: (from) => {
        const times = from
          ? ['-crl_lastupdate', asn1Time(from), '-crl_nextupdate', asn1Time(new Date(+from + 86_400_000))]
          : [];
        openssl(dir, [...ca, '-gencrl', ...times, '-out', 'crl.pem']);
        openssl(dir, ['crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'crl.der']);
        return readFileSync(path.join(dir, 'crl.der'));
      },
      answer: (request, responder, { unknown = false } = {}) => {
        writeFileSync(path.join(dir, 'request.der'), request);
        writeFileSync(path.join(dir, 'empty.txt'), '');
        const by = ['-rsigner', responder.certificateFile, '-rkey', responder.keyFile, '-CA', own.certificateFile];
        const list = ['-index', unknown ? 'empty.txt' : 'index.txt', '-ndays', '1'];
        openssl(dir, ['ocsp', ...list, ...by, '-reqin', 'request.der', '-respout', 'answer.der']);
        return readFileSync(path.join(dir, 'answer.der'));
      },
    };
  }

  const stem = path.join(base, 'root');
  newKey(`${stem}.key`, false);
  writeFileSync(`${stem}.cnf`, `${CONFIG}\n[x]\n${extensions.join('\n')}\nsubjectKeyIdentifier = hash\n`);
  const subject = ['-utf8', '-subj', `/C=VN/CN=${name}`, '-days', '3650', '-extensions', 'x'];
  openssl(base, [
    'req',
    '-x509',
    '-new',
    '-config',
    `${stem}.cnf`,
    '-key',
    `${stem}.key`,
    ...subject,
    '-out',
    `${stem}.crt`,
  ]);
  return {
    ...open(describe(`${stem}.key`, `${stem}.crt`)),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
