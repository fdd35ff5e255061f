import { Readable } from 'node:stream';
import { fileMeans } from '../../acts/draft-files.ts';
import { addFile, addRecipients, createDraft, findDraft, saveFields } from '../../compose/index.ts';
import type { Hub } from '../../hub.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { resolveAgencies } from '../../registry/index.ts';
import { LEADERS } from './letters.ts';
import { letterPdf } from './paper/letter.ts';
import { PLACES } from './province.ts';

const SUBJECT = 'V/v đăng ký nhu cầu bồi dưỡng kỹ năng số cho công chức phường';

/** A document that the ward's clerk has begun: complete but for the two signatures, which are made on its page. */
export async function beginDocument(hub: Hub, accountId: string): Promise<void> {
  const { db } = hub.database;
  const { ward, interior } = PLACES;
  const agencies = await resolveAgencies(db, [ward.code, interior.code]);
  const agencyId = agencies.get(ward.code)!.id;
  const today = vietnamDay(new Date(hub.clock.now()));
  const { competence, position, signerName: signer } = LEADERS.ward;
  const written = { competence, position, signer, place: 'Âu Lạc', subject: SUBJECT };
  const id = await db.transaction(async (tx) => {
    const draftId = await createDraft(tx, { accountId, agencyId, today });
    await addRecipients(
      tx,
      draftId,
      [{ agencyId: agencies.get(interior.code)!.id, purpose: 'action' }],
      hub.config.maxRecipients,
    );
    await saveFields(tx, draftId, {
      ...written,
      competence: 'TM.',
      type: 'CV',
      priority: '0',
      date: today,
      pages: '1',
    });
    return draftId;
  });
  const page = {
    ...written,
    agency: ward.name,
    code: '…/UBND',
    date: today.replaceAll('-', '/'),
    typeName: 'Công văn',
    urgency: null,
    to: [interior.name],
  };
  const draft = (await findDraft(db, accountId, id))!;
  await addFile(fileMeans(hub), draft, { name: 'Dang ky boi duong.pdf', body: Readable.from([letterPdf(page)]) });
}
