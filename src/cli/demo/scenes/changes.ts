import { post, type Stage, until, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const changes = {
  title: words('Cập nhật (loại 2) và thay thế (loại 3)', 'An update (type 2) and a replacement (type 3)'),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, interior } = stage.offices;
    const base = { from: 'committee', to: ['interior'] } as const;
    const first = await write(stage, { ...base, subject: 'Kế hoạch tuyển dụng công chức', typeName: 'Kế hoạch' });
    await post(stage, teller, office.client, first);
    const update = await write(stage, {
      ...base,
      subject: 'Kế hoạch tuyển dụng công chức (cập nhật phụ lục)',
      typeName: 'Kế hoạch',
      same: first,
      bussiness: {
        docType: 2,
        reason: 'Cập nhật phụ lục chỉ tiêu',
        documentInfo: '1',
        documentReceiver: '0',
        documentId: first.uid,
      },
    });
    const updated = await post(stage, teller, office.client, update);
    const replacement = await write(stage, {
      ...base,
      subject: 'Kế hoạch tuyển dụng công chức (thay thế)',
      typeName: 'Kế hoạch',
      bussiness: {
        docType: 3,
        reason: 'Thay thế kế hoạch đã gửi',
        replacements: [{ documentId: first.uid, organIds: ['000.00.02.H98'] }],
      },
    });
    const replaced = await post(stage, teller, office.client, replacement);
    await interior.desk.document(first.uid, '0');
    const second = await interior.desk.document(first.uid, '2');
    const third = await interior.desk.document(replacement.uid, '3');
    teller.expect(
      second.sha256 === update.sha256 && third.sha256 === replacement.sha256,
      'Sở Nội vụ nhận bản đầu, rồi bản cập nhật, rồi bản thay thế',
      'Sở Nội vụ has the first, then the update, then the replacement',
    );
    const relations = await Promise.all(
      [updated, replaced].map(async (one) => (await office.client.document(one.answer.documentId)).references),
    );
    const found = relations.flat().map((one) => one.relation);
    teller.expect(
      found.includes('updates') && found.includes('replaces'),
      'hai bản sau được nối với văn bản gốc',
      'both are linked to the original',
      found.join(', '),
    );
  },
};

export const recall = {
  title: words(
    'Thu hồi (loại 1): nơi chưa lấy thì rút lại, nơi đã nhận thì yêu cầu hủy bỏ và xác nhận',
    'A recall (type 1): withdrawn where not fetched yet, to be cancelled and confirmed where it is',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, construction, interior } = stage.offices;
    const plan = {
      from: 'committee',
      to: ['construction', 'interior'],
      subject: 'V/v tổ chức hội nghị chuyên đề',
    } as const;
    const first = await write(stage, plan);
    const sent = await post(stage, teller, office.client, first);
    const parcel = await interior.desk.document(first.uid);
    await interior.client.report(parcel.deliveryId, '03', 'Đã tiếp nhận');
    teller.say(
      'Sở Nội vụ đã tiếp nhận; Sở Xây dựng chưa lấy về',
      'Sở Nội vụ has accepted it; Sở Xây dựng has not fetched it',
    );

    const taking = await write(stage, {
      ...plan,
      same: first,
      bussiness: { docType: 1, reason: 'Gửi nhầm bản dự thảo', documentId: first.uid },
    });
    await post(stage, teller, office.client, taking);
    const withdrawn = await until(office.client, sent.answer.documentId, (all) =>
      all.some((one) => one.word === 'withdrawn'),
    );
    teller.expect(
      withdrawn.find((one) => one.addressedCode === '000.00.04.H98')?.word === 'withdrawn',
      'Sở Xây dựng: đã rút lại, không còn trong hộp đến',
      'Sở Xây dựng: withdrawn, no longer in its inbox',
      withdrawn.map((one) => `${one.addressedCode} ${one.word}`).join(', '),
    );
    const left = (await construction.client.inbox()).filter((one) => one.document.documentUid === first.uid);
    teller.expect(
      left.length === 0,
      'Sở Xây dựng không nhận gì thêm',
      'Sở Xây dựng is sent nothing more',
      `${left.length}`,
    );
    await interior.desk.document(first.uid, '1');
    await interior.client.report(parcel.deliveryId, '15', 'Đã hủy bỏ văn bản bị thu hồi');
    const confirmed = await office.desk.status(first.uid, '15', '000.00.02.H98');
    teller.expect(
      confirmed.code === '15',
      'Sở Nội vụ nhận yêu cầu thu hồi, hủy bỏ và xác nhận (15); xác nhận đã về bên gửi',
      'Sở Nội vụ has the recall, cancels and confirms (15); the confirmation is back at the sender',
    );
  },
};
