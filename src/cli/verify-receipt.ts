import { open } from 'node:fs/promises';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { type ReceiptVerdict, verifyReceiptXml } from '../trust/index.ts';
import { cliError, unreadable } from './errors.ts';
import { readSmallFile } from './files.ts';
import { type GivenSettings, readSettings } from './settings.ts';

const LOOK_BYTES = 4_096;

/** Whether the file starts as a receipt does; anything else is taken for a package. Throws FILE_UNREADABLE. */
export async function startsAsReceipt(file: string): Promise<boolean> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, cause);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOK_BYTES), 0, LOOK_BYTES, 0);
    return /^\ufeff?\s*(<\?xml[^>]*\?>\s*)?<Evidence[\s>]/.test(buffer.subarray(0, bytesRead).toString('utf8'));
  } catch (cause) {
    throw unreadable(file, cause as NodeJS.ErrnoException);
  } finally {
    await handle.close();
  }
}

/** Checks a receipt against the certificate given, else against that of the hub of the data directory. */
export async function checkReceipt(
  file: string,
  options: GivenSettings & { readonly cert?: string },
): Promise<ReceiptVerdict & { facts: [name: string, value: string][] }> {
  const xml = await readSmallFile(file);
  const verdict = verifyReceiptXml(xml, { certificatesPem: await trustedCertificates(options) });
  return { ...verdict, facts: factsOf(verdict.statement) };
}

/** The hub's certificate that was given, else that of the data directory. Throws HUB_CERTIFICATE_MISSING. */
export async function trustedCertificates(options: GivenSettings & { readonly cert?: string }): Promise<string[]> {
  const certificate = options.cert ? await readSmallFile(options.cert) : await hubCertificate(options);
  return [certificate.toString('utf8')];
}

async function hubCertificate(options: GivenSettings): Promise<Buffer> {
  const directory = path.join((await readSettings(options)).dataDir, 'keys');
  return readSmallFile(path.join(directory, 'hub.crt.pem')).catch((cause) => {
    throw cliError('HUB_CERTIFICATE_MISSING', { directory }, cause);
  });
}

/** Signed text of the hub's own making, so a lenient reader may read it; values stay text. */
const statementReader = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
});

/** The statement's own lines, in its order. */
function factsOf(statement: string): [name: string, value: string][] {
  const [root] = statementReader.parse(statement) as [{ Evidence: Record<string, { '#text'?: string }[]>[] }];
  return (root?.Evidence ?? []).flatMap((line) =>
    Object.entries(line).map(([name, content]): [string, string] => [name, content[0]?.['#text'] ?? '']),
  );
}
