import { PLACES } from '../province.ts';
import { post, type Stage, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const closed = {
  title: words(
    'Huyện đã kết thúc hoạt động từ 01/7/2025, có hai xã kế thừa',
    'A district closed on 2025-07-01, with two communes as successors',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, district, communes } = stage.offices;
    const subject = 'V/v bàn giao hồ sơ địa chính';
    const first = await write(stage, { from: 'committee', to: ['closedDistrict', 'district'], subject });
    const sent = await post(stage, teller, office.client, first);
    const shut = sent.answer.deliveries.find((one) => one.addressedCode === PLACES.closedDistrict.code);
    const reason = shut?.reason?.[stage.language] ?? '';
    teller.say(reason, reason);
    const named = [PLACES.communeA.code, PLACES.communeB.code].every((code) => reason.includes(code));
    teller.expect(
      shut?.word === 'queued' && named,
      'văn bản gửi huyện Vĩnh Hà được giữ lại; lý do nêu hai xã kế thừa',
      'what is sent to huyện Vĩnh Hà is held; the reason names the two communes',
      `${shut?.word} ${shut?.reasonCode}`,
    );
    await district.desk.document(first.uid);
    teller.expect(true, 'huyện Bình Sa vẫn nhận bình thường', 'huyện Bình Sa has it all the same');
    const second = await write(stage, { from: 'committee', to: ['communeA', 'communeB'], subject });
    await post(stage, teller, office.client, second);
    const [a, b] = await Promise.all([stage.pushed.document(second.uid), communes.desk.document(second.uid)]);
    teller.expect(
      a.sha256 === second.sha256 && b.sha256 === second.sha256,
      'gửi lại đến hai xã kế thừa: cả hai đã nhận',
      'sent again to the two successors: both have it',
    );
  },
};
