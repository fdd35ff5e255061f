import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeCalendar } from '../../../src/cli/checks/calendar.ts';
import { checkDataDirectory, checkDisk, checkKeyFiles, checkNode } from '../../../src/cli/checks/machine.ts';
import { countLines, describePackage } from '../../../src/cli/files.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import { DEFAULT_CALENDAR } from '../../../src/registry/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lienthong-cli-'));
});
afterEach(() => rm(directory, { recursive: true }));

const config = (env: Record<string, string> = {}) => loadConfig({ DATA_DIR: directory, ...env });

describe('doctor', () => {
  test('accepts the oldest Node that the product promises, and nothing older', () => {
    expect(checkNode('20.20.0').state).toBe('ok');
    expect(checkNode('24.1.0').state).toBe('ok');
    expect(checkNode('20.19.9')).toMatchObject({ state: 'fail', fix: { en: expect.stringContaining('20.20') } });
  });

  test('fails a key file that others can read, and names the command that mends it', async () => {
    const file = path.join(directory, 'master.key');
    await writeFile(file, 'x', { mode: 0o600 });
    expect((await checkKeyFiles(config()))[0]!.state).toBe('ok');
    await chmod(file, 0o644);
    expect((await checkKeyFiles(config()))[0]).toMatchObject({ state: 'fail', fix: { vi: `Chạy: chmod 600 ${file}` } });
  });

  test('only warns of a data directory that the first start will make', async () => {
    expect((await checkDataDirectory(config())).state).toBe('ok');
    expect((await checkDataDirectory(config({ DATA_DIR: path.join(directory, 'new') }))).state).toBe('warn');
  });

  test('fails below the disk reserve', async () => {
    expect((await checkDisk(config({ DISK_RESERVE_BYTES: '1' }))).state).toBe('ok');
    expect((await checkDisk(config({ DISK_RESERVE_BYTES: String(2 ** 52) }))).state).toBe('fail');
  });
});

describe('a package on disk', () => {
  test('is a multipart when it begins with a boundary, else XML', async () => {
    const file = path.join(directory, 'x');
    await writeFile(file, '--=_b 1\r\nContent-Type: text/xml\r\n');
    expect(await describePackage(file)).toEqual({ size: 33, mediaType: 'multipart/related; boundary="=_b 1"' });
    await writeFile(file, '<?xml version="1.0"?><edXML/>\n');
    expect(await describePackage(file)).toMatchObject({ mediaType: 'application/xml' });
    expect(await countLines(file)).toBe(1);
  });

  test('that is a folder or absent is refused with its name', async () => {
    await expect(describePackage(directory)).rejects.toThrow(/FILE_UNREADABLE.*EISDIR/);
    await expect(describePackage(path.join(directory, 'none'))).rejects.toThrow(/FILE_NOT_FOUND/);
  });
});

describe('the working calendar', () => {
  test('is warned of from October on while the lunar new year of the coming year is absent', () => {
    const states = ['2026-09-30', '2026-10-01', '2027-01-10'].map(
      (day) => judgeCalendar(DEFAULT_CALENDAR, new Date(`${day}T09:00:00+07:00`)).state,
    );
    expect(states).toEqual(['ok', 'warn', 'warn']);
    const entered = { ...DEFAULT_CALENDAR, days: { '2027-02-05': 'off' as const } };
    expect(judgeCalendar(entered, new Date('2026-12-01T09:00:00+07:00')).state).toBe('ok');
  });
});
