import { afterAll, beforeAll, expect, test } from 'vitest';
import { MotCua } from '../../adapters/vnpt-igate/simulator/index.ts';
import { createAccount } from '../../src/accounts/index.ts';
import { openPeople, type People } from '../support/people.ts';
import { CODES } from '../support/province.ts';
import { visitor } from '../support/visitors.ts';

const HOME = { code: CODES.home, name: 'Sở Nội vụ' };
const FILED = '2026/11/20';
let people: People;
/** Of a commune: handed in to Sở Nội vụ, which has answered. */
let number: string;
/** Of another commune, and nobody else's. */
let foreign: string;

beforeAll(async () => {
  people = await openPeople();
  const igate = (code: string, name: string) =>
    new MotCua({ code, name }, { url: people.it.hub.url, key: people.province.key(code) });
  const procedure = { code: '1.001776', name: 'Cấp giấy phép xuất bản' };
  const filed = { procedure, applicant: 'NGUYỄN THỊ MẪU', dueOn: '2099/12/04' };
  const [commune, other, department] = [
    igate(CODES.communeA, 'UBND xã Đồi Thông'),
    igate(CODES.communeB, 'UBND xã Đồi Sim'),
    igate(HOME.code, HOME.name),
  ];
  ({ number } = commune.register(filed, FILED));
  ({ number: foreign } = other.register(filed, FILED));
  await other.report(foreign, 1);
  for (const state of [1, 2, 4]) await commune.report(number, state);
  await commune.handIn(number, HOME, FILED);
  await department.poll();
  await department.answer(number, { code: ['88', 'SNV-XB'], subject: 'V/v kết quả giải quyết', issuedOn: FILED });
  await department.report(number, 10);
  await department.report(number, 9);
});
afterAll(() => people.close());

test('the pages of dossiers lead a clerk from the list through the thread to the documents, and back from each document', async () => {
  const clerk = await people.enter('lan.nv', 'clerk', [HOME.code]);
  const list = await clerk.text('/dossiers?view=overdue&state=4');
  expect(list).toContain('Không có hồ sơ nào như vậy');
  expect(await clerk.text('/dossiers?agency=khong-co')).toContain('id="wrong-agency"');
  expect(await clerk.text(`/dossiers?number=${number}`)).toContain(`href="/console/dossiers/${number}"`);
  const page = await clerk.text(`/dossiers/${number}`);
  expect(page).toMatch(/Mới đăng ký[\s\S]*Không theo trình tự[\s\S]*Đã xử lý xong/);
  for (const address of [/\/console(\/inbox\/[\w-]+)"/, /\/console(\/sent\/[\w-]+)"/]) {
    const document = await clerk.text(address.exec(page)![1]!);
    expect(document).toContain(`href="/console/dossiers/${number}"`);
  }
  expect((await clerk.get('/dossiers/khong-co')).status).toBe(404);
});

test('the pages of dossiers show the administrator of a branch the states of its dossiers and no document', async () => {
  const branch = await people.enter('so.nv', 'agency-admin', [HOME.code]);
  const page = await branch.text(`/dossiers/${number}`);
  expect(page).toContain('Đã xử lý xong');
  expect(page).toContain('Không có văn bản nào');
  expect(page).not.toContain('88/SNV-XB');
  const beside = await people.enter('so.tc', 'agency-admin', [CODES.finance]);
  expect((await beside.get(`/dossiers/${number}`)).status).toBe(404);
  expect(await beside.text('/dossiers')).not.toContain(number);
});

test('the pages of dossiers show an auditor what his mandate covers, and record every look', async () => {
  const { db } = people.it.database.database;
  const far = new Date('2999-01-01');
  const mandate = { decision: '12/QĐ-TTr', fromAt: new Date('2020-01-01'), untilAt: far, expiresAt: far };
  const agencyIds = [await people.province.agencyId(HOME.code)];
  const password = 'mật khẩu để thử';
  const account = {
    login: 'kiem',
    name: 'Vũ Văn Kiểm',
    role: 'auditor',
    agencyIds,
    password,
    mustChange: false,
    mandate,
  } as const;
  await db.transaction((tx) => createAccount(tx, account, 'cli:test'));
  const auditor = visitor(people.it);
  await auditor.logIn('kiem', password);
  expect(await auditor.text('/dossiers')).toContain(number);
  expect(await auditor.text(`/dossiers/${number}`)).toMatch(/\/console\/audit\/[\w-]+"/);
  expect((await auditor.get(`/dossiers/${foreign}`)).status).toBe(404);
  expect(await people.events('audit.searched')).toMatchObject([{ actor: 'person:kiem', found: 1 }]);
  expect(await people.events('audit.dossier-viewed')).toMatchObject([{ number, decision: '12/QĐ-TTr' }]);
  expect(await people.events('audit.refused')).toHaveLength(1);
});
