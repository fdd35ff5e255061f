import { constants } from 'node:fs';
import { access, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Connection, ConnectionParts, Connector, Offer, Outcome, Package, Unit, Verdict } from '../connector.ts';
import type { SendContext, SendResult } from '../contract.ts';
import { dropWhole, guarded, listDocuments, moveAside, requireFolder, requireName, writeBeside } from './files.ts';
import { FOLDER_NAMES, type FolderSettings, folderSettings } from './settings.ts';

export { type FolderNames, type FolderSettings, folderSettings } from './settings.ts';

const EDXML = 'application/edxml+xml';
const DROPPED = 'dropped:';
const PAGE = 500;
/** Of one agency in one round; the rest follows in the next. */
const MOST_FILES = 500;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A document system that exchanges files: on this machine, on a share, or by SFTP from elsewhere. */
export const folder: Connector<FolderSettings> = {
  name: 'folder',
  title: { vi: 'Thư mục dùng chung', en: 'Shared folder' },
  settings: folderSettings(FOLDER_NAMES),
  secret: null,
  address: { vi: 'tên thư mục con của cơ quan', en: "name of the agency's own folder" },
  open: openFolder,
};

export function openFolder({ settings, state, folders, clock }: ConnectionParts<FolderSettings>): Connection {
  const home = () => requireFolder(settings.directory, folders);
  let forgottenAt = 0;

  /** The name is the delivery's id, so that a file that is dropped again is known. */
  async function drop(context: SendContext, ending: string): Promise<SendResult> {
    const { target, deliveryId, signal } = context;
    if (target.kind !== 'connection') throw new Error(`a folder cannot serve a ${target.kind}`);
    const agency = path.join(await home(), requireName(target.address ?? target.agencyCode));
    const place = path.join(agency, settings.incoming);
    const name = `${deliveryId}${ending}`;
    const done = { outcome: settings.arrival === 'taken' ? 'left' : 'delivered' } as const;
    // Taken away since an earlier try whose result was lost: it is not put there again.
    if ((await state.get(`${DROPPED}${deliveryId}`)) !== undefined) return done;
    // Never made by the hub: where a share is not mounted it would lie on this machine, and be lost to the office.
    await guarded(agency, () => access(agency));
    const content = await context.content('inlined');
    await dropWhole(place, name, content.open(), signal);
    if (settings.arrival === 'taken') await state.put(`${DROPPED}${deliveryId}`, path.join(place, name));
    return done;
  }

  async function* outcomes(): AsyncGenerator<readonly Outcome[]> {
    await home();
    for (let after = ''; ; ) {
      const page = await state.list(DROPPED, { after, limit: PAGE });
      const gone: Outcome[] = [];
      for (const { key, value } of page) {
        const deliveryId = key.slice(DROPPED.length);
        if (await isTaken(String(value))) gone.push({ deliveryId, arrived: true });
      }
      if (gone.length > 0) yield gone;
      const last = page.at(-1);
      if (page.length < PAGE || !last) return;
      after = last.key;
    }
  }

  async function* offers(): AsyncGenerator<readonly Offer[]> {
    const root = await home();
    // Looking through what was sent costs more than the round itself: hundreds of offices, each with weeks of it.
    const forgets = clock.now() - forgottenAt >= HOUR_MS;
    if (forgets) forgottenAt = clock.now();
    for (const agency of await agencyFolders(root)) {
      if (forgets) await forgetSent(path.join(root, agency, settings.sent));
      const found = await listDocuments(path.join(root, agency, settings.outgoing), MOST_FILES);
      // Another file under the same name is another package.
      const of = ({ name, size, modifiedMs }: (typeof found)[number]) => `${agency}/${name}|${size}|${modifiedMs}`;
      if (found.length > 0) yield found.map((one) => ({ transportId: of(one), kind: 'document' as const }));
    }
  }

  async function units(): Promise<readonly Unit[]> {
    const names = await agencyFolders(await home());
    return names.map((name) => ({ address: name, name, codes: [name] }));
  }

  async function forgetSent(place: string): Promise<void> {
    const until = clock.now() - settings.keepDays * DAY_MS;
    for (const one of await listDocuments(place, MOST_FILES)) {
      if (one.modifiedMs > until) return;
      await rm(path.join(place, one.name), { force: true });
    }
  }

  async function find({ transportId }: Offer): Promise<{ agency: string; file: string }> {
    const [place = ''] = transportId.split('|');
    const cut = place.indexOf('/');
    const [agency, name] = [requireName(place.slice(0, cut)), requireName(place.slice(cut + 1))];
    return { agency: path.join(await home(), agency), file: path.join(await home(), agency, settings.outgoing, name) };
  }

  async function openFile(offer: Offer, signal: AbortSignal): Promise<Package> {
    const { file } = await find(offer);
    // A link put in its place since it was listed is not followed.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
    const handle = await guarded(settings.directory, () => open(file, flags));
    return { mediaType: EDXML, body: handle.createReadStream({ signal }) };
  }

  async function tell(offer: Offer, verdict: Exclude<Verdict, 'waits'>): Promise<void> {
    const { agency, file } = await find(offer);
    if (!(await isThere(file))) return;
    if (verdict === 'done') {
      await moveAside(file, path.join(agency, settings.sent));
      return;
    }
    const aside = path.join(agency, settings.refused);
    const name = await moveAside(file, aside);
    await writeBeside(aside, `${name}.txt`, reasonOf(verdict));
  }

  return {
    deliver: (context) => drop(context, '.edxml'),
    report: (context) => drop(context, '.status.edxml'),
    inbox: { offers, open: openFile, tell },
    units,
    aftermath: { outcomes, written: ({ deliveryId }) => state.delete(`${DROPPED}${deliveryId}`) },
    async check() {
      const root = await home();
      await guarded(root, () => access(root, constants.R_OK | constants.W_OK | constants.X_OK));
    },
  };
}

/** The folders of the agencies, by name. Hidden ones and links are nobody's. */
async function agencyFolders(root: string): Promise<string[]> {
  const found = await guarded(root, () => readdir(root, { withFileTypes: true }));
  return found
    .filter((one) => one.isDirectory() && !one.name.startsWith('.'))
    .map((one) => one.name)
    .sort();
}

/** A folder that is not there, since its share is not mounted, says nothing of its files. */
async function isTaken(file: string): Promise<boolean> {
  return !(await isThere(file)) && (await isThere(path.dirname(file)));
}

/** A folder that cannot be read says nothing of its files. */
async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (problem: NodeJS.ErrnoException) => problem.code !== 'ENOENT',
  );
}

/** What the office reads beside its file. */
function reasonOf({ refused, reason }: Extract<Verdict, { refused: string }>): string {
  const said = reason ? [reason.vi, '', reason.en] : [];
  return `${[`${refused}`, ...said].join('\n')}\n`;
}
