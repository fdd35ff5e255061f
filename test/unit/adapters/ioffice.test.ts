import { expect, test } from 'vitest';
import { readList } from '../../../adapters/vnpt-ioffice/list.ts';
import { letterOf, type Result } from '../../../adapters/vnpt-ioffice/results.ts';
import { iofficeSettings } from '../../../adapters/vnpt-ioffice/settings.ts';

const settings = iofficeSettings.parse({ url: 'https://ioffice.example.vn', account: 'truc' });
const LONG = Buffer.alloc(400_000, 'Công văn số 15 ');

async function read(files: readonly string[]): Promise<readonly Result[]> {
  const data = files.map((fileData, index) => ({
    dossierId: `ho-so-${index}`,
    ngayBanHanh: '25/11/2026',
    soKyHieu: '15/UBND-VP',
    files: [{ fileName: 'công văn.pdf', fileData }],
  }));
  const octets = Buffer.from(JSON.stringify({ status: { code: '0' }, data }));
  return (await readList({ octets, settings }))!.data as readonly Result[];
}

test('a long list is read while all else goes on, to the same results as a short one', async () => {
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  const long = await read(['TuG7mWkgZHVuZw==', LONG.toString('base64')]);
  clearInterval(turn);
  expect(turns).toBeGreaterThan(0);
  const [short] = await read(['TuG7mWkgZHVuZw==']);
  expect(long[0]!.transportId).toBe(short!.transportId);
  expect(letterOf(long[0]!)).toEqual(letterOf(short!));
  expect(letterOf(long[1]!).files[0]!.content.equals(LONG)).toBe(true);
});

test.each([
  ['in lines', 'TuG7\r\nmWkg\nZHVuZw==', 'Nội dung'],
  ['one character short', 'TuG7mWkgZHVuZw=', null],
  ['a character of no alphabet inside', 'TuG7mWk*ZHVuZw==', null],
  ['the other alphabet', 'TuG7mWk_ZHVuZw==', null],
  ['padding inside', 'TuG7mQ==ZHVuZw==', null],
  ['empty', ' ', null],
])('a file is taken whole or not at all: %s', async (_, fileData, words) => {
  const [result] = await read([fileData]);
  const content = result!.files[0]!.content;
  expect(content && Buffer.from(content).toString()).toBe(words);
});
