import path from 'node:path';
import { Readable } from 'node:stream';
import type { Person } from '../../src/accounts/index.ts';
import { fileMeans } from '../../src/acts/draft-files.ts';
import { type Sent, sendDraft } from '../../src/acts/send-draft.ts';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { addFile, addRecipients, createDraft, findDraft, listFiles, saveFields } from '../../src/compose/index.ts';
import { vietnamDay } from '../../src/platform/clock.ts';
import { addSealingKey, findAgencies, personPrincipal } from '../../src/registry/index.ts';
import { createDemoPki } from '../../src/trust/index.ts';
import type { TestHub } from './hub.ts';
import { sign, startPdf } from './pdf-signer.ts';
import { addPerson } from './persons.ts';
import { CODES, type Province } from './province.ts';
import { makeSigner } from './signers.ts';

const ec = { scheme: 'ec' } as const;
const person = makeSigner('C=VN, O=UBND tỉnh Thử Nghiệm, OU=Ban Giám đốc, CN=Trần Văn Mẫu, E=mau@example.vn', ec);
const agency = makeSigner('C=VN, O=Tỉnh Thử Nghiệm, CN=Sở Nội vụ', ec);

/** A letter as the leader signed it, and as it is once the organisation has signed as well. */
export const LEADER_SIGNED = sign(startPdf(makePdf(['Cong van cua So Noi vu'])), person).bytes;
export const FULLY_SIGNED = sign(sign(startPdf(makePdf(['Cong van cua So Noi vu'])), person), agency).bytes;
/** An annex in a file of its own, signed by the organisation alone. */
export const SIGNED_ANNEX = sign(startPdf(makePdf(['Phu luc'])), agency).bytes;

/** Gives the hub the system key of an agency, so that its people can send from the web pages. */
export async function giveSealingKey(it: TestHub, province: Province, code: string): Promise<void> {
  const pki = await createDemoPki(path.join(it.dataDir, 'pki'));
  const key = await pki.issue(code, { agency: code, province: 'Thử Nghiệm' });
  const agencyId = await province.agencyId(code);
  await it.database.database.db.transaction((tx) =>
    addSealingKey(tx, it.hub.vault, { agencyId, key, addedBy: 'cli:test' }),
  );
}

/** The day in Vietnam, and one that no test sees pass. */
export const TODAY = vietnamDay(new Date());
export const LAST_DAY = '2999-12-31';

const FIELDS = {
  type: 'QĐ',
  date: TODAY,
  place: 'Thử Nghiệm',
  subject: 'Về việc thử',
  signer: 'Trần Văn Mẫu',
  position: 'Giám đốc',
  competence: 'KT.',
  priority: '1',
  due: LAST_DAY,
  pages: '2',
  sphere: 'public',
  notSecret: '1',
};

interface Written {
  readonly fields?: Readonly<Record<string, string>>;
  readonly to?: readonly string[];
}

/** The clerks of Sở Nội vụ, who write and send without a browser in between. */
export function openDesk(it: TestHub, province: Province) {
  const db = () => it.database.database.db;

  async function person(login: string): Promise<Person> {
    const agencyIds = [await province.agencyId(CODES.home)];
    const accountId = await addPerson(db(), { login, name: login, role: 'clerk', agencyIds, mustChange: false });
    const principal = await personPrincipal(db(), `person:${login}`, agencyIds);
    return { accountId, login, name: login, role: 'clerk', owes: null, principal };
  }

  /** A draft that can be sent, with the letter that its leader has signed. */
  async function write(by: Person, { fields = {}, to = [CODES.finance] }: Written = {}): Promise<string> {
    const agencyId = await province.agencyId(CODES.home);
    const ids = await Promise.all(to.map((code) => province.agencyId(code)));
    const id = await db().transaction(async (tx) => {
      const made = await createDraft(tx, { accountId: by.accountId, agencyId, today: TODAY });
      await saveFields(tx, made, { ...FIELDS, ...fields });
      const recipients = ids.map((one) => ({ agencyId: one, purpose: 'action' as const }));
      await addRecipients(tx, made, recipients, 5_000);
      return made;
    });
    await upload(by, id, 'van-ban.pdf', LEADER_SIGNED);
    return id;
  }

  async function upload(by: Person, id: string, name: string, content: Buffer, replaces?: number): Promise<void> {
    const draft = (await findDraft(db(), by.accountId, id))!;
    const replaced = (await listFiles(db(), id)).find((one) => one.position === replaces);
    const file = { name, body: Readable.from([content]), ...(replaced && { replaces: replaced.id }) };
    await addFile(fileMeans(it.hub), draft, file);
  }

  async function send(by: Person, id: string): Promise<Sent> {
    const agencyId = await province.agencyId(CODES.home);
    return sendDraft(it.hub, by, id, (await findAgencies(db(), [agencyId])).get(agencyId)!);
  }

  return { person, write, upload, send };
}

export type Desk = ReturnType<typeof openDesk>;
