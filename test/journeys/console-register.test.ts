import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { registerIncoming } from '../../src/register/index.ts';
import { hasBrowser } from '../support/browser.ts';
import { CODES } from '../support/province.ts';
import { openWeb, press, type Web } from '../support/web.ts';

let web: Web;

describe.skipIf(!hasBrowser)('the register of incoming documents', () => {
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  const query = (text: string, values: unknown[] = []) => web.hub.database.owner.pool.query(text, values);

  test('accepting gives the next số đến, and a recalled document keeps its number with a note', async () => {
    const page = await web.logIn('mai.lo');
    const mail = await web.send({ subject: 'V/v kiểm kê' });
    await web.open(page, mail);
    await press(page, 'button:text-is("Tiếp nhận")');
    await press(page, 'nav a:has-text("Sổ đăng ký văn bản đến")');
    const cells = page.locator('tbody tr').first().locator('td');
    expect(await cells.nth(1).textContent()).toBe('1');
    expect(await cells.nth(5).textContent()).toContain('V/v kiểm kê');
    await press(page, 'tbody a:has-text("V/v kiểm kê")');
    await web.send({ documentId: mail.documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } });
    await page.reload();
    await press(page, 'button:has-text("Hủy bỏ và thông báo cho bên gửi")');
    await page.goto(web.at('/register'));
    expect(await cells.nth(1).textContent()).toBe('1');
    expect(await cells.nth(9).textContent()).toBe('đã thu hồi');
  });

  test('twenty acceptances at once, one of them undone, leave no gap and no double; another year begins at 1', async () => {
    const { db } = web.hub.database.database;
    const agencyId = await web.province.agencyId(CODES.home);
    const accept = (fails: boolean) =>
      db.transaction(async (tx) => {
        const facts = { author: 'Sở', code: '1/SNV', issuedOn: null, summary: 'V/v' };
        await registerIncoming(tx, agencyId, { documentId: newId(), deliveryId: newId(), ...facts });
        if (fails) throw new Error('undone');
      });
    const done = await Promise.allSettled(Array.from({ length: 21 }, (_, n) => accept(n === 7)));
    expect(done.filter((one) => one.status === 'rejected')).toHaveLength(1);
    const numbers = 'select number from register_entry where agency_id = $1 and year = $2 order by number';
    const { rows } = await query('select year from register_book where agency_id = $1', [agencyId]);
    const given = await query(numbers, [agencyId, rows[0].year]);
    expect(given.rows.map((row) => row.number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    await query('delete from register_entry where agency_id = $1', [agencyId]);
    await query('update register_book set year = year - 1 where agency_id = $1', [agencyId]);
    await accept(false);
    expect((await query(numbers, [agencyId, rows[0].year])).rows).toEqual([{ number: 1 }]);
  });

  test('an agency that its own system serves alone gets no book here', async () => {
    const agencyId = await web.province.agencyId(CODES.archives);
    const facts = { author: 'Sở', code: '1', issuedOn: null, summary: '', documentId: newId(), deliveryId: newId() };
    await web.hub.database.database.db.transaction((tx) => registerIncoming(tx, agencyId, facts));
    expect((await query('select from register_book where agency_id = $1', [agencyId])).rowCount).toBe(0);
  });
});
