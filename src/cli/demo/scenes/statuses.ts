import { buildStatus, STATUS_CODES, type StatusCode } from '../../../edxml/index.ts';
import { type Letter, writeStatus } from '../letters.ts';
import type { Office } from '../office.ts';
import { PLACES, type PlaceKey } from '../province.ts';
import { post, type Stage, told, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const statuses = {
  title: words(
    'Chín trạng thái: 01 đến 06, 13, 15, 16, báo bằng REST và bằng edXML',
    'Nine statuses: 01 to 06, 13, 15, 16, reported by REST and as edXML',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, district, finance, communes } = stage.offices;
    const written = await write(stage, {
      from: 'committee',
      to: ['district', 'finance', 'communeC'],
      subject: 'V/v rà soát thủ tục hành chính',
    });
    const posted = await post(stage, teller, office.client, written);
    const [atDistrict, atFinance, atCommune] = await Promise.all(
      [district, finance, communes].map((one) => one.desk.document(posted.uid)),
    );

    for (const [code, text] of STEPS) {
      await district.client.report(atDistrict!.deliveryId, code, text);
      teller.say(
        `${PLACES.district.name} báo ${code} (REST): ${text}`,
        `${PLACES.district.name} reports ${code} (REST): ${text}`,
      );
    }
    await report(teller, finance, 'finance', posted, '02', 'Gửi sai nơi nhận');
    teller.detail(`delivery ${atFinance!.deliveryId}`);

    await report(teller, office, 'committee', posted, '13', 'Đề nghị trả lại để chỉnh lý', 'communeC');
    await communes.desk.status(posted.uid, '13');
    await communes.client.report(atCommune!.deliveryId, '15', 'Đồng ý trả lại');
    teller.say(
      `${PLACES.communeC.name} nhận 13 và đồng ý (15, REST)`,
      `${PLACES.communeC.name} gets 13 and agrees (15, REST)`,
    );
    await report(teller, office, 'committee', posted, '13', 'Đề nghị trả lại để chỉnh lý', 'district');
    await district.desk.status(posted.uid, '13');
    await report(teller, district, 'district', posted, '16', 'Đã xử lý xong, không trả lại');

    const back = STATUS_CODES.filter((code) => code !== '13');
    const found = await Promise.all(back.map((code) => office.desk.status(posted.uid, code)));
    teller.expect(
      found.length === back.length,
      `tám trạng thái đã về đến bên gửi (${back.join(' ')}), 13 đã đến nơi được yêu cầu`,
      `eight statuses are back at the sender (${back.join(' ')}), 13 reached those who were asked`,
    );
    const { deliveries } = await office.client.document(posted.answer.documentId);
    const business = deliveries.map((one) => one.businessCode ?? '–').join(' ');
    teller.expect(
      business === '06 02 –',
      'trên màn hình bên gửi: huyện Đã hoàn thành, Sở Tài chính Từ chối nhận, xã chưa báo xử lý',
      "on the sender's screen: district completed, Sở Tài chính refused, commune has not reported",
      business,
    );
  },
};

const STEPS: readonly (readonly [StatusCode, string])[] = [
  ['01', 'Văn bản đã đến'],
  ['03', 'Đã tiếp nhận, vào sổ văn bản đến'],
  ['04', 'Đã chuyển Phòng Tư pháp xử lý'],
  ['05', 'Đang xử lý'],
  ['06', 'Đã hoàn thành'],
];

/** As the recipient's own system writes it: an edXML message through the same door as documents. */
async function report(
  teller: Teller,
  by: Office,
  from: PlaceKey,
  about: Letter,
  code: StatusCode,
  text: string,
  asked?: PlaceKey,
): Promise<void> {
  const answer = await by.client.send({ body: buildStatus(writeStatus(from, about, code, text, asked)) });
  if (answer.accepted === null) throw new Error(told(answer));
  const name = PLACES[from].name;
  const whom = asked ? ` → ${PLACES[asked].name}` : '';
  teller.say(`${name} báo ${code} (edXML)${whom}: ${text}`, `${name} reports ${code} (edXML)${whom}: ${text}`);
  teller.detail(`submission ${answer.accepted.submissionId}  document ${answer.accepted.documentId}`);
}

export const fromGovernment = {
  title: words(
    'Văn phòng Chính phủ gửi văn bản về tỉnh qua trục',
    'The Government Office sends a document to the province through the axis',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office } = stage.offices;
    const { government } = stage;
    const written = await write(stage, {
      from: 'government',
      to: ['committee'],
      subject: 'V/v chuẩn hóa danh mục mã định danh cơ quan',
      priority: 1,
    });
    const posted = await post(stage, teller, government.client, written);
    const parcel = await office.desk.document(posted.uid);
    teller.expect(
      parcel.sha256 === posted.sha256,
      'Văn phòng UBND tỉnh nhận thay UBND tỉnh, đúng từng byte',
      'Văn phòng UBND tỉnh receives it for UBND tỉnh, byte for byte',
      parcel.sha256,
    );
    teller.detail(`delivery ${parcel.deliveryId}`);
    await office.client.report(parcel.deliveryId, '03', 'UBND tỉnh đã tiếp nhận');
    const status = await government.desk.status(posted.uid, '03');
    teller.expect(
      status.code === '03',
      'trạng thái 03 đi qua trục về đến Văn phòng Chính phủ',
      'status 03 travels through the axis back to the Government Office',
    );
    teller.detail(`${government.client.url}  delivery ${status.deliveryId}`);
  },
};
