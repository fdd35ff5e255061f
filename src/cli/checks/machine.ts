import { access, constants, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../platform/config.ts';
import { type Check, plain } from './model.ts';

const OLDEST_NODE = [20, 20] as const;
/** Files that only the hub's account may read. */
const KEY_FILES = ['master.key', path.join('keys', 'hub-signer.pem')];

export function checkNode(version: string = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const wanted = OLDEST_NODE.join('.');
  return {
    state: enough ? 'ok' : 'fail',
    what: plain('Node.js'),
    found: plain(version),
    ...(!enough && {
      fix: { vi: `Cài Node.js ${wanted} trở lên.`, en: `Install Node.js ${wanted} or later.` },
    }),
  };
}

export async function checkDataDirectory({ dataDir }: Config): Promise<Check> {
  const what = { vi: 'Thư mục dữ liệu', en: 'Data directory' };
  const info = await stat(dataDir).catch(() => null);
  if (info === null) {
    const found = { vi: `${dataDir} (chưa có)`, en: `${dataDir} (not there yet)` };
    const fix = { vi: 'Lần đầu chạy `lienthong start` sẽ tạo.', en: 'The first `lienthong start` makes it.' };
    return { state: 'warn', what, found, fix };
  }
  const usable = await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => info.isDirectory(),
    () => false,
  );
  if (usable) return { state: 'ok', what, found: plain(dataDir) };
  return {
    state: 'fail',
    what,
    found: { vi: `${dataDir} (không ghi được)`, en: `${dataDir} (not writable)` },
    fix: {
      vi: 'Cấp quyền đọc, ghi cho tài khoản chạy trục, hoặc chọn thư mục khác bằng DATA_DIR.',
      en: "Let the hub's account read and write it, or choose another with DATA_DIR.",
    },
  };
}

export async function checkDisk(config: Config): Promise<Check> {
  const what = { vi: 'Chỗ trống trên đĩa', en: 'Disk space' };
  const place = (await stat(config.dataDir).catch(() => null)) ? config.dataDir : path.dirname(config.dataDir);
  const disk = await statfs(place).catch(() => null);
  if (disk === null) return { state: 'warn', what, found: { vi: 'không đo được', en: 'cannot be measured' } };
  const free = disk.bavail * disk.bsize;
  const reserve = config.diskReserveBytes ?? Math.max(2 ** 30, Math.floor(disk.blocks * disk.bsize * 0.05));
  const found = {
    vi: `còn ${gigabytes(free)}, phải giữ lại ${gigabytes(reserve)}`,
    en: `${gigabytes(free)} free, ${gigabytes(reserve)} kept in reserve`,
  };
  if (free > 2 * reserve) return { state: 'ok', what, found };
  return {
    state: free > reserve ? 'warn' : 'fail',
    what,
    found,
    fix: {
      vi: 'Giải phóng hoặc thêm dung lượng; dưới mức giữ lại, trục trả lời 507 cho mọi văn bản gửi đến.',
      en: 'Free some space or add more; below the reserve every sending is answered 507.',
    },
  };
}

export async function checkKeyFiles({ dataDir }: Config): Promise<Check[]> {
  const checks = KEY_FILES.map(async (name): Promise<Check> => {
    const file = path.join(dataDir, name);
    const what = { vi: `Tệp khóa ${name}`, en: `Key file ${name}` };
    const info = await stat(file).catch(() => null);
    if (info === null) {
      return { state: 'ok', what, found: { vi: 'chưa có, lần đầu chạy sẽ tạo', en: 'made at the first start' } };
    }
    const mode = (info.mode & 0o777).toString(8).padStart(4, '0');
    if (process.platform === 'win32' || (info.mode & 0o077) === 0) return { state: 'ok', what, found: plain(mode) };
    return {
      state: 'fail',
      what,
      found: { vi: `${mode}, người khác đọc được`, en: `${mode}, others can read it` },
      fix: { vi: `Chạy: chmod 600 ${file}`, en: `Run: chmod 600 ${file}` },
    };
  });
  return Promise.all(checks);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
