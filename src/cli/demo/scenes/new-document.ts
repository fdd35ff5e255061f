import type { Office } from '../office.ts';
import { PLACES } from '../province.ts';
import { type Posted, post, type Stage, until, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const newDocument = {
  title: words(
    'Văn bản mới từ UBND tỉnh (qua Văn phòng UBND tỉnh) đến sở, huyện, xã và Văn phòng Chính phủ',
    'A new document from UBND tỉnh (through its Văn phòng) to departments, a district, communes and the Government Office',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, interior, finance, district, communes } = stage.offices;
    const written = await write(stage, {
      from: 'committee',
      to: ['interior', 'finance', 'district', 'communeA', 'communeB', 'government'],
      subject: 'V/v triển khai kết nối, liên thông văn bản điện tử bốn cấp',
    });
    const posted = await post(stage, teller, office.client, written);
    teller.expect(
      posted.answer.verdict.indication === 'TOTAL_PASSED' && posted.answer.deliveries.length === 6,
      'chữ ký của UBND tỉnh hợp lệ, sáu nơi nhận có lượt gửi riêng',
      "UBND tỉnh's signature holds, six recipients have a delivery each",
      `${posted.answer.verdict.indication}, ${posted.answer.deliveries.length}`,
    );

    await Promise.all([
      accept(teller, interior, posted, 'interior'),
      accept(teller, finance, posted, 'finance'),
      accept(teller, district, posted, 'district'),
      accept(teller, communes, posted, 'communeB'),
      takePush(stage, teller, posted),
      acceptAtGovernment(stage, teller, posted),
    ]);
    for (const code of [PLACES.interior.code, PLACES.communeB.code, PLACES.government.code]) {
      const status = await office.desk.status(posted.uid, '03', code);
      teller.say(
        `Trạng thái 03 (Đã tiếp nhận) của ${code} đã về đến Văn phòng UBND tỉnh`,
        `Status 03 (accepted) of ${code} is back at Văn phòng UBND tỉnh`,
      );
      teller.detail(`delivery ${status.deliveryId}`);
    }
    const deliveries = await until(office.client, posted.answer.documentId, (all) =>
      all.every((one) => ['accepted', 'arrived'].includes(one.word)),
    );
    const accepted = deliveries.filter((one) => one.word === 'accepted').length;
    teller.expect(
      accepted === 5 && deliveries.every((one) => one.word === 'accepted' || one.channel === 'webhook'),
      'năm nơi Đã tiếp nhận, xã Vĩnh An (nhận tự động) Đã đến',
      'five recipients have accepted, xã Vĩnh An (automatic receiver) has it',
      deliveries.map((one) => `${one.addressedCode} ${one.word}`).join(', '),
    );
  },
};

async function accept(
  teller: Teller,
  at: Office,
  posted: Posted,
  place: 'interior' | 'finance' | 'district' | 'communeB',
) {
  const parcel = await at.desk.document(posted.uid);
  const { name, code } = PLACES[place];
  teller.expect(
    parcel.sha256 === posted.sha256,
    `${name} lấy về đúng từng byte, xác nhận Đã đến, rồi tiếp nhận (03)`,
    `${name} fetches it byte for byte, acknowledges it, then accepts it (03)`,
    parcel.sha256,
  );
  teller.detail(`${code}  delivery ${parcel.deliveryId}`);
  await at.client.report(parcel.deliveryId, '03', 'Văn thư đã tiếp nhận, vào sổ văn bản đến');
}

async function takePush(stage: Stage, teller: Teller, posted: Posted) {
  const parcel = await stage.pushed.document(posted.uid);
  teller.expect(
    parcel.sha256 === posted.sha256,
    `${PLACES.communeA.name} được trục đẩy đến máy của mình; chữ ký HMAC và thời điểm đúng`,
    `${PLACES.communeA.name} had it pushed to its own receiver; HMAC and time are right`,
    parcel.sha256,
  );
  teller.detail(`delivery ${parcel.deliveryId}`);
}

/** The other hub keeps its own copy, and its recipient's status travels back through the axis. */
async function acceptAtGovernment(stage: Stage, teller: Teller, posted: Posted) {
  const { government } = stage;
  const parcel = await government.desk.document(posted.uid);
  teller.expect(
    parcel.sha256 === posted.sha256,
    'Văn phòng Chính phủ nhận qua trục, đúng từng byte, rồi tiếp nhận (03)',
    'Văn phòng Chính phủ has it through the axis, byte for byte, and accepts it (03)',
    parcel.sha256,
  );
  teller.detail(`${government.client.url}  delivery ${parcel.deliveryId}`);
  await government.client.report(parcel.deliveryId, '01', 'Văn bản đã đến hệ thống của Văn phòng Chính phủ');
  await government.client.report(parcel.deliveryId, '03', 'Văn thư Văn phòng Chính phủ đã tiếp nhận');
}
