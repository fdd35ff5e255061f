import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'vitest';

/** xmlsec1 is a foreign judge of what the hub signs and a foreign signer of what it accepts; it is not a dependency. */
export const HAS_XMLSEC = spawnSync('xmlsec1', ['--version']).status === 0;

if (!HAS_XMLSEC)
  console.warn(
    'SKIPPED: xmlsec1 is not installed, so no foreign program checks the signatures (apt-get install xmlsec1).',
  );

/** A test that needs xmlsec1; skipped, and said so above, where it is absent. */
export const testXmlsec = HAS_XMLSEC ? test : test.skip;

/** Verifies one file with the key of a certificate. True when xmlsec1 says OK; what it printed otherwise. */
export function xmlsecVerify(file: string, certificate: string, options: readonly string[] = []): true | string {
  const args = ['--verify', '--pubkey-cert-pem', certificate, ...options, file];
  const { status, stdout, stderr } = spawnSync('xmlsec1', args, { encoding: 'utf8' });
  return status === 0 ? true : `${stdout}${stderr}`;
}

/** The file with its Signature template filled in. */
export function xmlsecSign(file: string, key: string, certificate: string, options: readonly string[] = []): Buffer {
  return execFileSync('xmlsec1', ['--sign', '--privkey-pem', `${key},${certificate}`, ...options, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** How xmlsec1 is told which attributes are Ids, and which file each `cid:` names. */
export function byReferenceOptions(attachments: Readonly<Record<string, string>>): string[] {
  const ids = ['MessageHeader', 'Bussiness', 'edXMLManifest', 'SignedProperties'].flatMap((name) => [
    '--id-attr:Id',
    name,
  ]);
  return [...ids, ...Object.entries(attachments).flatMap(([id, path]) => [`--url-map:cid:${id}`, path])];
}
