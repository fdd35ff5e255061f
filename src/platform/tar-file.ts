import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** POSIX.1-1988 ustar: what every tar reads. */
const BLOCK = 512;
const LONGEST_NAME = 100;
/** Beyond it a size is written in base 256, as GNU and BSD tar do. */
const LARGEST_OCTAL = 8 ** 11;

/** A tar that grows file by file; memory stays flat. */
export interface TarFile {
  /** Adds a file under a name of at most 255 bytes, its folders divided by `/`. */
  add(name: string, file: string): Promise<void>;
  /** Ends it, and has it on disk. */
  end(): Promise<void>;
  /** Closes it as it is; nothing to do for one that has ended. */
  close(): Promise<void>;
}

/** Makes a tar that was not there. @throws EEXIST, and what the disk says */
export async function createTar(place: string): Promise<TarFile> {
  const handle = await open(place, 'wx', 0o600);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= handle.close());
  return {
    async add(name, file) {
      const { size, mtimeMs } = await stat(file);
      await write(handle, headerOf(name, size, Math.floor(mtimeMs / 1_000)));
      let left = size;
      for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
        await write(handle, chunk);
        left -= chunk.length;
      }
      if (left !== 0) throw new Error(`${file} changed while it was read`);
      await write(handle, Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK));
    },
    async end() {
      await write(handle, Buffer.alloc(2 * BLOCK));
      await handle.sync();
      await close();
    },
    close,
  };
}

async function write(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

function headerOf(path: string, size: number, seconds: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const { prefix, name } = split(path);
  header.write(name, 0, LONGEST_NAME, 'utf8');
  header.write(octal(0o600, 8), 100, 'ascii');
  header.write(octal(0, 8), 108, 'ascii');
  header.write(octal(0, 8), 116, 'ascii');
  if (size < LARGEST_OCTAL) header.write(octal(size, 12), 124, 'ascii');
  else {
    header.writeUInt8(0x80, 124);
    header.writeUIntBE(size, 130, 6);
  }
  header.write(octal(seconds, 12), 136, 'ascii');
  header.write('        0', 148, 'ascii');
  header.write('ustar\0' + '00', 257, 'ascii');
  header.write(prefix, 345, 155, 'utf8');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, 148, 'ascii');
  return header;
}

/** A name that is too long for its field gives its folders to the other one. */
function split(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= LONGEST_NAME) return { prefix: '', name: path };
  const at = path.indexOf('/', path.length - LONGEST_NAME - 1);
  return { prefix: path.slice(0, at), name: path.slice(at + 1) };
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
