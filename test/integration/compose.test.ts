import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../src/accounts/index.ts';
import { fileMeans } from '../../src/acts/draft-files.ts';
import { isOver, type Sent, settleDraft } from '../../src/acts/send-draft.ts';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import {
  addFile,
  addGroup,
  addRecipients,
  blobsOfDrafts,
  deleteDraft,
  findDraft,
  listFiles,
  listRecipients,
  removeRecipients,
  saveAsGroup,
  sweepDrafts,
} from '../../src/compose/index.ts';
import { findDocument, listAttachments, sweepOrphans } from '../../src/intake/index.ts';
import { nextOutgoingNumber } from '../../src/register/index.ts';
import { importAgencies, resolveAgencies } from '../../src/registry/index.ts';
import {
  type Desk,
  FULLY_SIGNED,
  giveSealingKey,
  LAST_DAY,
  LEADER_SIGNED,
  openDesk,
  TODAY,
} from '../support/compose.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

const DAY = TODAY.replaceAll('-', '/');

let it: TestHub;
let province: Province;
let desk: Desk;
let mai: Person;
let lan: Person;

beforeAll(async () => {
  it = await testHub();
  province = await settleProvince(it.database.owner, it.database.database);
  await giveSealingKey(it, province, CODES.home);
  desk = openDesk(it, province);
  mai = await desk.person('mai.lo');
  lan = await desk.person('lan.nguyen');
});
afterAll(() => it.close());

const db = () => it.database.database.db;

async function documentOf(sent: Sent) {
  expect(sent).toMatchObject({ state: 'sent' });
  return (await findDocument(db(), (sent as Extract<Sent, { state: 'sent' }>).documentId))!;
}

const nextDecision = async () =>
  nextOutgoingNumber(db(), {
    agencyId: await province.agencyId(CODES.home),
    year: Number(TODAY.slice(0, 4)),
    series: 'QĐ',
  });

describe('a document that is written at the web pages', () => {
  test('is an edXML package of the standard, sealed by the agency, with its files byte for byte', async () => {
    const expected = String(await nextDecision()).padStart(2, '0');
    const document = await documentOf(await desk.send(mai, await desk.write(mai)));
    expect(document.header).toMatchObject({
      documentId: `${CODES.home},${DAY},${expected}/QĐ-SNV`,
      codeNumber: expected,
      codeNotation: 'QĐ-SNV',
      promulgationDate: DAY,
      typeName: 'Quyết định',
      competence: 'KT.',
      position: 'Giám đốc',
      signerName: 'Trần Văn Mẫu',
      dueDate: '2999/12/31',
      pageAmount: '2',
      priority: 1,
      sphereOfPromulgation: 'Công khai',
      toPlaces: ['Sở Tài chính (để thực hiện)'],
    });
    expect(document.verdict).toMatchObject({ signature: 'valid-trusted', form: 'by-reference' });
    const [file] = await listAttachments(db(), document.id);
    expect(file).toMatchObject({ name: 'van-ban.pdf', octets: LEADER_SIGNED.length });
    expect(document.verdict.files?.[0]?.judgement.missing).toEqual(['organisation']);
  });

  test('clerks who send at one moment get consecutive numbers, none twice and none left out', async () => {
    const first = await nextDecision();
    const drafts = await Promise.all([desk.write(mai), desk.write(lan), desk.write(mai), desk.write(lan)]);
    const sent = await Promise.all(drafts.map((id, index) => desk.send(index % 2 ? lan : mai, id)));
    const documents = await Promise.all(sent.map(documentOf));
    const numbers = documents.map((one) => Number(one.codeNumber)).sort((a, b) => a - b);
    expect(numbers).toEqual([first, first + 1, first + 2, first + 3]);
  });

  test('sent twice at one moment and once more later is one document', async () => {
    const id = await desk.write(mai);
    const both = await Promise.all([desk.send(mai, id), desk.send(mai, id)]);
    expect(both.map((one) => one.state).sort()).toEqual(['busy', 'sent']);
    expect(await desk.send(mai, id)).toEqual(both.find((one) => one.state === 'sent'));
  });

  test('what the hub does not take is told with its code; the draft is open again and keeps its number', async () => {
    const expected = await nextDecision();
    const id = await desk.write(mai, { to: [CODES.closedBoard] });
    const refused = await desk.send(mai, id);
    expect(refused).toMatchObject({ state: 'refused', error: { code: 'NO_RECIPIENT.closed' } });
    expect(await findDraft(db(), mai.accountId, id)).toMatchObject({
      state: 'open',
      fields: { subject: 'Về việc thử' },
    });
    const other = await documentOf(await desk.send(lan, await desk.write(lan)));
    expect(Number(other.codeNumber)).toBe(expected + 1);
    const recipients = [{ agencyId: await province.agencyId(CODES.finance), purpose: 'action' as const }];
    await db().transaction((tx) => addRecipients(tx, id, recipients, 10));
    expect(Number((await documentOf(await desk.send(mai, id))).codeNumber)).toBe(expected);
  });

  test('a deleted draft gives its number to the next', async () => {
    const expected = await nextDecision();
    const id = await desk.write(mai, { to: [CODES.closedBoard] });
    await desk.send(mai, id);
    await db().transaction((tx) => deleteDraft(tx, id));
    expect(await nextDecision()).toBe(expected);
  });

  test('a number that another document has is refused before anything is handed in', async () => {
    const taken = await documentOf(await desk.send(mai, await desk.write(mai)));
    const id = await desk.write(lan, { fields: { number: taken.codeNumber! } });
    expect(await desk.send(lan, id)).toMatchObject({ state: 'refused', error: { code: 'NUMBER_TAKEN' } });
    expect(await findDraft(db(), lan.accountId, id)).toMatchObject({ state: 'open', submissionId: null });
  });

  test('says all that is missing before a number is given', async () => {
    const before = await nextDecision();
    const id = await desk.write(mai, { fields: { subject: '', date: LAST_DAY, notSecret: '' } });
    expect(await desk.send(mai, id)).toEqual({
      state: 'incomplete',
      problems: { subject: 'missing', date: 'in-future', notSecret: 'missing' },
    });
    expect(await nextDecision()).toBe(before);
  });

  test('a process that was lost after the document was stored leads to that document, not to a second one', async () => {
    const id = await desk.write(mai);
    const document = await documentOf(await desk.send(mai, id));
    await it.database.owner.pool.query(
      `update draft set state = 'sending', document_id = null, busy_until = now() - interval '1 minute' where id = $1`,
      [id],
    );
    const draft = (await findDraft(db(), mai.accountId, id))!;
    expect(await settleDraft(it.hub, mai, draft)).toEqual({ state: 'sent', documentId: document.id });
  });

  test('what waited for its verdict is told once that is there, refused or sent', async () => {
    const { pool } = it.database.owner;
    const wait = (id: string, state: string) =>
      pool.query(
        `update draft set state = 'waiting', document_id = null, submission_id =
           (select id from submission where actor = 'person:mai.lo' and state = $2 order by id desc limit 1) where id = $1`,
        [id, state],
      );
    const settle = async (id: string) => settleDraft(it.hub, mai, (await findDraft(db(), mai.accountId, id))!);
    const refused = await desk.write(mai, { to: [CODES.closedBoard] });
    await desk.send(mai, refused);
    await wait(refused, 'rejected');
    expect(await isOver(it.hub, (await findDraft(db(), mai.accountId, refused))!)).toBe(true);
    expect(await settle(refused)).toMatchObject({ state: 'refused', error: { code: 'NO_RECIPIENT.closed' } });
    expect(await findDraft(db(), mai.accountId, refused)).toMatchObject({ state: 'open' });
    const sent = await desk.write(mai);
    const document = await documentOf(await desk.send(mai, sent));
    await wait(sent, 'accepted');
    expect(await settle(sent)).toEqual({ state: 'sent', documentId: document.id });
  });

  test('goes to a group of 500 at once', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      line: index + 2,
      code: `H97.${1_000 + index}`,
      name: `Ủy ban nhân dân xã số ${index + 1}`,
      level: '2',
    }));
    await importAgencies(it.database.owner, rows, () => {});
    const agencies = await resolveAgencies(
      db(),
      rows.map(({ code }) => code),
    );
    const members = [...agencies.values()].map(({ id }) => ({ agencyId: id, purpose: 'information' as const }));
    const id = await desk.write(mai);
    await db().transaction(async (tx) => {
      const draft = (await findDraft(tx, mai.accountId, id))!;
      await addRecipients(tx, id, members, 5_000);
      const groupId = await saveAsGroup(tx, draft, { name: 'Các xã', actor: 'person:mai.lo' });
      await addGroup(tx, id, groupId, 5_000);
    });
    const document = await documentOf(await desk.send(mai, id));
    expect(document.header).toMatchObject({
      toPlaces: ['1 cơ quan, tổ chức để thực hiện', '500 cơ quan, tổ chức để biết'],
    });
    const { rows: counted } = await it.database.owner.pool.query(
      'select count(*)::int as n from delivery where document_id = $1',
      [document.id],
    );
    expect(counted).toEqual([{ n: 501 }]);
  });
});

describe('the files of a draft', () => {
  test('are known by their content: what is no file that is sent is refused and leaves nothing behind', async () => {
    const id = await desk.write(mai);
    const refused = [
      ['chuong-trinh.exe', Buffer.from('MZ\x90\0')],
      ['gia.pdf', Buffer.from('<script>alert(1)</script>')],
      ['trang.html', Buffer.from('<html></html>')],
      ['bang.xlsx', Buffer.from('%PDF-1.4')],
    ] as const;
    for (const [name, content] of refused) {
      await expect(desk.upload(mai, id, name, content)).rejects.toMatchObject({ code: 'DRAFT_FILE_TYPE' });
    }
    expect((await listFiles(db(), id)).map(({ name }) => name)).toEqual(['van-ban.pdf']);
  });

  test('recipients come in pages that neither skip nor repeat, also when one is taken away in between', async () => {
    const id = await desk.write(mai, { to: [CODES.finance, CODES.offline, CODES.communeA] });
    const all = (await listRecipients(db(), id)).items;
    const first = await listRecipients(db(), id, { limit: 1 });
    expect(first.items).toEqual(all.slice(0, 1));
    await db().transaction((tx) => removeRecipients(tx, id, [first.items[0]!.agencyId]));
    const second = await listRecipients(db(), id, { limit: 100, after: first.next ?? '' });
    expect([...first.items, ...second.items]).toEqual(all);
    expect(second.next).toBeNull();
    expect(all).toHaveLength(3);
  });

  test('a huge file is stopped while it comes, and a file too many before it does', async () => {
    const id = await desk.write(mai);
    const draft = (await findDraft(db(), mai.accountId, id))!;
    const means = { ...fileMeans(it.hub), mostFileBytes: 1_000_000 };
    let sent = 0;
    const endless = Readable.from(
      (async function* () {
        for (;;) {
          sent += 65_536;
          yield Buffer.alloc(65_536, '%PDF-1.4 ');
        }
      })(),
    );
    await expect(addFile(means, draft, { name: 'lon.pdf', body: endless })).rejects.toMatchObject({
      code: 'DRAFT_FILE_TOO_LARGE',
    });
    expect(sent).toBeLessThan(3_000_000);
    const full = { ...means, mostFiles: 1 };
    const body = Readable.from([makePdf(['x'])]);
    await expect(addFile(full, draft, { name: 'them.pdf', body })).rejects.toMatchObject({
      code: 'DRAFT_FILES_TOO_MANY',
    });
  });

  test('one with another signature takes the place of the one before; without a new signature nothing changes', async () => {
    const id = await desk.write(mai);
    await desk.upload(mai, id, 'phu-luc.pdf', makePdf(['phu luc']));
    const again = desk.upload(mai, id, 'van-ban.pdf', LEADER_SIGNED, 0);
    await expect(again).rejects.toMatchObject({ code: 'DRAFT_FILE_UNSIGNED' });
    await desk.upload(mai, id, 'van-ban.pdf', FULLY_SIGNED, 0);
    const files = await listFiles(db(), id);
    expect(files.map(({ position, name }) => [position, name])).toEqual([
      [0, 'van-ban.pdf'],
      [1, 'phu-luc.pdf'],
    ]);
    expect(files[0]!.size).toBe(FULLY_SIGNED.length);
  });

  test('stay while their draft is there, and go with it', async () => {
    const id = await desk.write(mai);
    const [file] = await listFiles(db(), id);
    const later = Date.now() + 2 * 86_400_000;
    await sweepOrphans(db(), it.hub.blobs, later, blobsOfDrafts);
    expect(await blobIds()).toContain(file!.id);
    await it.database.owner.pool.query(`update draft set changed_at = now() - interval '61 days' where id = $1`, [id]);
    await sweepDrafts(db(), 60);
    expect(await findDraft(db(), mai.accountId, id)).toBeNull();
    await sweepOrphans(db(), it.hub.blobs, later, blobsOfDrafts);
    expect(await blobIds()).not.toContain(file!.id);
  });

  async function blobIds(): Promise<string[]> {
    const ids: string[] = [];
    for await (const { id } of it.hub.blobs.list()) ids.push(id);
    return ids;
  }
});
