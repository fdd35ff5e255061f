import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineErrors } from './errors.ts';
import { syncDirectory } from './files.ts';

export const { catalogue: secretErrors, error: secretError } = defineErrors({
  MASTER_KEY_EXPOSED: {
    status: 500,
    retry: false,
    vi: { title: 'Tệp khóa chủ {file} có quyền đọc cho người khác.', fix: 'Chạy: chmod 600 {file}' },
    en: { title: 'The master key file {file} can be read by others.', fix: 'Run: chmod 600 {file}' },
  },
  MASTER_KEY_INVALID: {
    status: 500,
    retry: false,
    vi: { title: 'Tệp khóa chủ {file} bị hỏng.', fix: 'Khôi phục tệp từ nơi cất giữ khóa; đừng tạo tệp mới.' },
    en: {
      title: 'The master key file {file} is damaged.',
      fix: 'Restore the file from where keys are kept; do not make a new one.',
    },
  },
  SECRET_UNREADABLE: {
    status: 500,
    retry: false,
    vi: {
      title: 'Không giải mã được một bí mật trong cơ sở dữ liệu.',
      fix: 'Khôi phục tệp khóa chủ của cơ sở dữ liệu này, hoặc đặt lại bí mật đó.',
    },
    en: {
      title: 'A secret in the database cannot be decrypted.',
      fix: 'Restore the master key file of this database, or set that secret again.',
    },
  },
});

const NONCE = 12;
const TAG = 16;

/** Encrypts the secrets that must be recovered: HMAC secrets, adapter credentials. */
export interface Vault {
  /** `rowId` binds the result to its row: it opens nowhere else. */
  seal(plain: string, rowId: string): Buffer;
  /** Throws SECRET_UNREADABLE for another row, another key, or changed bytes. */
  open(sealed: Uint8Array, rowId: string): string;
  /**
   * A key of 32 bytes for marks that the hub must know again when they come back, one for each purpose (HKDF, RFC 5869).
   * Of the oldest key of the file, so that it stays the same when a key is added.
   */
  derive(purpose: string): Buffer;
}

/**
 * Opens the vault under `<dataDir>/master.key` (0600, made on first use, never part of a backup).
 * The file holds one key a line, `<id 1..255> <32 bytes base64>`; the last one seals, all of them open: to rotate, add
 * a line. Sealed: key id (1 byte), random nonce (12), AES-256-GCM ciphertext, tag (16).
 */
export async function openVault(dataDir: string): Promise<Vault> {
  const file = path.join(dataDir, 'master.key');
  await createOnce(dataDir, file);
  const keys = await readMasterKeys(file);
  if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) {
    throw secretError('MASTER_KEY_EXPOSED', { file });
  }
  const [currentId, currentKey] = [...keys].at(-1)!;
  const [oldestKey] = keys.values();
  return {
    seal(plain, rowId) {
      // 96 random bits: safe for far more seals than a hub makes under one key (NIST SP 800-38D 8.3: 2^32).
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', currentKey, nonce).setAAD(Buffer.from(rowId));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(currentId), nonce, body, cipher.getAuthTag()]);
    },
    open(sealed, rowId) {
      const bytes = Buffer.from(sealed);
      const key = keys.get(bytes[0] ?? 0);
      if (!key || bytes.length < 1 + NONCE + TAG) throw secretError('SECRET_UNREADABLE');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(rowId)).setAuthTag(bytes.subarray(-TAG));
      try {
        return decipher.update(bytes.subarray(1 + NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw secretError('SECRET_UNREADABLE', {}, cause);
      }
    },
    derive: (purpose) => Buffer.from(hkdfSync('sha256', oldestKey!, '', purpose, 32)),
  };
}

/** Two processes that start together end with the same file: the link is made once, and complete. */
async function createOnce(dataDir: string, file: string): Promise<void> {
  if (await stat(file).catch(() => undefined)) return;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, `1 ${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  await link(fresh, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(fresh);
  await syncDirectory(dataDir);
}

/** The keys of a master key file by id, the newest last. Throws MASTER_KEY_INVALID, and what the disk says. */
export async function readMasterKeys(file: string): Promise<Map<number, Buffer>> {
  const text = await readFile(file, 'utf8');
  const keys = new Map<number, Buffer>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [id, encoded = ''] = line.split(' ');
    const key = Buffer.from(encoded, 'base64');
    if (!(Number(id) >= 1 && Number(id) <= 255) || key.length !== 32) throw secretError('MASTER_KEY_INVALID', { file });
    keys.set(Number(id), key);
  }
  if (keys.size === 0) throw secretError('MASTER_KEY_INVALID', { file });
  return keys;
}
