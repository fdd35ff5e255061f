import { type Teller, type Words, words } from '../demo/teller.ts';
import type { Clerk, Letter } from './clerk.ts';
import { eventually } from './clerk.ts';
import type { DemoHub } from './hubs.ts';
import { GOVERNMENT, HONG_BANG, LAC_HONG, type Side } from './places.ts';

export interface AxisStage {
  readonly hubs: Readonly<Record<Side, DemoHub>>;
  readonly clerks: Readonly<Record<Side, Clerk>>;
}

export interface AxisScene {
  readonly title: Words;
  play(stage: AxisStage, teller: Teller): Promise<void>;
}

const [office, interior] = [LAC_HONG[0]!, LAC_HONG[1]!];
const commune = LAC_HONG[6]!;

/** Sends, lets the other side take it byte for byte, report 03, and the sender see it. */
async function thereAndBack(from: Clerk, to: Clerk, letter: Letter, teller: Teller): Promise<string> {
  const { documentId } = await from.send(letter);
  const [parcel] = await to.take(letter, 1);
  teller.expect(
    parcel!.sha256 === letter.sha256,
    'đến nguyên vẹn từng byte qua các trục',
    'arrives byte for byte across the axes',
  );
  await to.client.report(parcel!.item.deliveryId, '03', 'Văn thư đã tiếp nhận');
  await from.sees(documentId, 'accepted', 1);
  teller.expect(true, 'bên gửi thấy trạng thái "Đã tiếp nhận"', 'the sender sees the status "accepted"');
  return documentId;
}

export const toGovernment: AxisScene = {
  title: words('Tỉnh gửi Văn phòng Chính phủ', 'A province to the Government Office'),
  async play({ clerks }, teller) {
    const letter = clerks.lacHong.write({ from: office, to: [GOVERNMENT], subject: 'Báo cáo cải cách hành chính' });
    teller.say(
      `${office.name} gửi ${letter.code} qua trục quốc gia`,
      `${office.code} sends ${letter.code} through the national axis`,
    );
    await thereAndBack(clerks.lacHong, clerks.national, letter, teller);
  },
};

export const toCommune: AxisScene = {
  title: words('Văn phòng Chính phủ gửi một xã', 'The Government Office to a commune'),
  async play({ clerks }, teller) {
    const letter = clerks.national.write({
      from: GOVERNMENT,
      to: [commune],
      subject: 'V/v trả lời kiến nghị của cử tri',
    });
    teller.say(
      `${GOVERNMENT.name} gửi ${letter.code} cho ${commune.name}`,
      `${GOVERNMENT.code} sends ${letter.code} to ${commune.code}`,
    );
    await thereAndBack(clerks.national, clerks.lacHong, letter, teller);
  },
};

export const toProvince: AxisScene = {
  title: words('Tỉnh gửi tỉnh, qua trục quốc gia', 'Province to province, through the national axis'),
  async play({ clerks }, teller) {
    const to = HONG_BANG[1]!;
    const letter = clerks.lacHong.write({ from: interior, to: [to], subject: 'V/v phối hợp điều động công chức' });
    teller.say(
      `${interior.name} gửi ${letter.code} cho ${to.name}`,
      `${interior.code} sends ${letter.code} to ${to.code}`,
    );
    await thereAndBack(clerks.lacHong, clerks.hongBang, letter, teller);
  },
};

export const toMany: AxisScene = {
  title: words(
    'Một văn bản cho mười nơi ngoài tỉnh và năm nơi trong tỉnh',
    'One document to ten outside and five inside',
  ),
  async play({ clerks }, teller) {
    const outside = [GOVERNMENT, ...HONG_BANG.slice(0, 9)];
    const inside = LAC_HONG.slice(1, 6);
    const letter = clerks.lacHong.write({
      from: office,
      to: [...outside, ...inside],
      subject: 'Giấy mời họp liên tỉnh',
    });
    const { documentId } = await clerks.lacHong.send(letter);
    teller.say(
      `${letter.code}: một lần gửi sang trục quốc gia cho cả mười nơi`,
      `${letter.code}: one relay for all ten`,
    );
    const [here, there, neighbour] = await Promise.all([
      clerks.lacHong.take(letter, 5),
      clerks.national.take(letter, 1),
      clerks.hongBang.take(letter, 9),
    ]);
    const counts = [here.length, there.length, neighbour.length].join(' + ');
    teller.expect(counts === '5 + 1 + 9', 'mỗi nơi nhận đúng một bản', 'everybody has exactly one copy', counts);
    const { deliveries } = await clerks.lacHong.client.document(documentId);
    const relays = deliveries.filter((one) => one.channel === 'axis').length;
    teller.expect(relays === 10, 'mười nơi đi qua trục quốc gia', 'ten of them went through the axis', String(relays));
  },
};

export const recallAcross: AxisScene = {
  title: words('Thu hồi sang tỉnh khác', 'A recall across'),
  async play({ clerks }, teller) {
    const to = HONG_BANG[2]!;
    const plan = { from: office, to: [to], subject: 'V/v dự toán ngân sách' };
    const letter = clerks.lacHong.write(plan);
    const { documentId } = await clerks.lacHong.send(letter);
    await clerks.hongBang.take(letter, 1);
    const recall = clerks.lacHong.write({ ...plan, recalls: letter });
    await clerks.lacHong.send(recall);
    teller.say(
      `${office.name} thu hồi ${letter.code} sau khi bên nhận đã lấy`,
      `${office.code} recalls ${letter.code} after it was taken`,
    );
    const [parcel] = await clerks.hongBang.take(letter, 1, 1);
    await clerks.hongBang.client.report(parcel!.item.deliveryId, '15', 'Đã hủy văn bản');
    await eventually('recall confirmed', async () => {
      const steps = await clerks.lacHong.client.timeline(documentId);
      return steps.some((step) => step.type === 'recall.confirmed');
    });
    teller.expect(
      true,
      'bên nhận ở tỉnh kia xác nhận đã hủy, bên gửi thấy',
      'the other province confirms, the sender sees it',
    );
  },
};
