import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FOLDER_NAMES, type FolderNames } from '../settings.ts';

/** What an office's program has taken from the shared folder: bytes by file name, which is the delivery's id. */
export interface Taken {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The program of one office on the other side of a shared folder. It keeps what it took; told to, it leaves files half
 * written, puts links in the way, or never looks.
 */
export class FolderOffice {
  readonly home: string;
  readonly taken: Taken[] = [];
  readonly #names: FolderNames;

  constructor(directory: string, address: string, names: FolderNames = FOLDER_NAMES) {
    this.home = path.join(directory, address);
    this.#names = names;
  }

  /** Makes its folders, as the office's administrator does. */
  async open(): Promise<this> {
    for (const place of [this.#names.incoming, this.#names.outgoing])
      await mkdir(path.join(this.home, place), { recursive: true });
    return this;
  }

  /** Takes every whole file away; gives those of this look. */
  async take(): Promise<Taken[]> {
    const place = path.join(this.home, this.#names.incoming);
    const names = (await readdir(place)).filter((name) => !name.endsWith('.tmp')).sort();
    const fresh: Taken[] = [];
    for (const name of names) {
      fresh.push({ name, bytes: await readFile(path.join(place, name)) });
      await rm(path.join(place, name));
    }
    this.taken.push(...fresh);
    return fresh;
  }

  /** Sends a document as the agreement has it: written under another name, then renamed. */
  async send(name: string, bytes: Buffer): Promise<void> {
    await this.#write(`${name}.tmp`, bytes);
    await rename(
      path.join(this.home, this.#names.outgoing, `${name}.tmp`),
      path.join(this.home, this.#names.outgoing, name),
    );
  }

  /** A file that is still being written; `finish` writes the rest and renames it. */
  async begin(name: string, bytes: Buffer): Promise<{ finish(rest: Buffer): Promise<void> }> {
    const unfinished = path.join(this.home, this.#names.outgoing, `${name}.tmp`);
    await this.#write(`${name}.tmp`, bytes);
    return {
      finish: async (rest) => {
        await appendFile(unfinished, rest);
        await rename(unfinished, path.join(this.home, this.#names.outgoing, name));
      },
    };
  }

  /** A link to a file that is not the office's. */
  async link(name: string, target: string): Promise<void> {
    await symlink(target, path.join(this.home, this.#names.outgoing, name));
  }

  async names(place: string): Promise<string[]> {
    return (await readdir(path.join(this.home, place)).catch(() => [])).sort();
  }

  read(place: string, name: string): Promise<string> {
    return readFile(path.join(this.home, place, name), 'utf8');
  }

  #write(name: string, bytes: Buffer): Promise<void> {
    return writeFile(path.join(this.home, this.#names.outgoing, name), bytes);
  }
}
