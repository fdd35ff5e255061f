import { post, type Stage, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const urgent = {
  title: words('Văn bản Hỏa tốc đi trước văn bản thường', 'A flash (Hỏa tốc) document goes before ordinary ones'),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, construction } = stage.offices;
    const ordinary = await write(stage, {
      from: 'committee',
      to: ['construction'],
      subject: 'V/v báo cáo định kỳ công tác quản lý quy hoạch',
    });
    const flash = await write(stage, {
      from: 'committee',
      to: ['construction'],
      subject: 'Công điện về ứng phó bão gần bờ',
      typeName: 'Công điện',
      priority: 3,
    });
    await post(stage, teller, office.client, ordinary);
    await post(stage, teller, office.client, flash);
    const ours = [ordinary.uid, flash.uid];
    const listed = (await construction.client.inbox()).filter((one) => ours.includes(one.document.documentUid));
    teller.expect(
      listed[0]?.document.documentUid === flash.uid && listed[0].urgent && listed.length === 2,
      `Sở Xây dựng mở hộp đến: ${flash.code} (Hỏa tốc) đứng trước ${ordinary.code} gửi trước nó`,
      `Sở Xây dựng opens its inbox: ${flash.code} (Hỏa tốc) stands before ${ordinary.code}, which was sent earlier`,
      listed.map((one) => one.document.documentUid).join(' < '),
    );
    await construction.collect(ours);
    const parcel = await construction.desk.document(flash.uid);
    await construction.client.report(parcel.deliveryId, '03', 'Đã tiếp nhận công điện');
    await office.desk.status(flash.uid, '03');
    teller.say('Sở Xây dựng đã tiếp nhận công điện (03)', 'Sở Xây dựng has accepted the telegram (03)');
  },
};
