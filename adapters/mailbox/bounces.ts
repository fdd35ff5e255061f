import { constants } from 'node:fs';
import { lstat, open, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Aftermath, ConnectionParts, Outcome } from '../connector.ts';
import { readReport, statusInWords } from './dsn.ts';
import { guarded, requirePlace } from './places.ts';
import { deliveryReturned } from './return-path.ts';
import type { MailboxSettings } from './settings.ts';

/** Of one mail: its report stands before the mail that it returns. */
const MOST_BYTES = 256 * 1024;
/** Mails of one round; the rest follows in the next. */
const MOST_MAILS = 500;

type Parts = Pick<ConnectionParts<MailboxSettings>, 'name' | 'settings' | 'folders' | 'key' | 'log'>;

/**
 * What comes back to the return path, from the Maildir into which the mail server puts it: whole files in `new`, moved to
 * `cur` once they are read (https://cr.yp.to/proto/maildir.html). Nobody can end a delivery whose mark he does not have.
 */
export function readBounces({ settings, folders, key, log }: Parts, maildir: string): Aftermath {
  /** Files whose outcome the hub has not written yet, by delivery. */
  const files = new Map<string, string>();
  const home = () => requirePlace(maildir, folders);

  async function read(name: string): Promise<Outcome | null> {
    const text = await firstBytes(path.join(await home(), 'new', name));
    const { headers, report } = readReport(text);
    const deliveryId = deliveryReturned(headers, settings.returnPath, key);
    if (deliveryId === null) log.warn({ file: name }, 'mail came back without a mark of this hub; it is ignored');
    else if (report === null) log.warn({ file: name, deliveryId }, 'mail came back that is no report on its delivery');
    else if (report.action !== 'failed') log.info({ deliveryId, ...report }, 'a mail server reports on a mail');
    if (deliveryId === null || report?.action !== 'failed') return null;
    return { deliveryId, arrived: false, code: 'MAIL_BOUNCED', detail: statusInWords(report.status) };
  }

  async function putAway(name: string): Promise<void> {
    const folder = await home();
    await guarded(maildir, () => rename(path.join(folder, 'new', name), path.join(folder, 'cur', `${name}:2,S`)));
  }

  return {
    async *outcomes(signal) {
      const names = await guarded(maildir, async () => readdir(path.join(await home(), 'new')));
      for (const name of names.sort().slice(0, MOST_MAILS)) {
        if (signal.aborted) return;
        const outcome = await guarded(maildir, () => read(name));
        if (outcome === null) await putAway(name);
        else {
          files.set(outcome.deliveryId, name);
          yield [outcome];
        }
      }
    },
    async written({ deliveryId }) {
      const name = files.get(deliveryId);
      files.delete(deliveryId);
      if (name !== undefined) await putAway(name);
    },
  };
}

/** Links, folders and the like say nothing. */
async function firstBytes(file: string): Promise<string> {
  if (!(await lstat(file)).isFile()) return '';
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
