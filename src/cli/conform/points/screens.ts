import { CALLERS, type Point } from '../model.ts';
import { page, QD28 } from '../sources.ts';
import type { Received, Trial } from '../trial.ts';
import { sentAndFetched } from './sending.ts';

/** What the sender's own screen says of documents that went well, badly, or nowhere. */
export const screens: readonly Point[] = [
  {
    id: 'four-words',
    side: 'sends',
    only: CALLERS,
    title: { vi: 'Bốn từ: Chờ gửi, Đã gửi, Đã đến, Đã tiếp nhận', en: 'Four words: queued, sent, arrived, accepted' },
    proves: {
      vi: 'Màn hình bên gửi phân biệt bốn tình trạng, mỗi lúc đúng một từ.',
      en: "The sender's screen tells the four apart, at each moment by the right word.",
    },
    source: QD28('Điều 10 khoản 2 điểm h'),
    fix: {
      vi: 'Lấy "word" của từng nơi nhận ở GET /v1/documents/{id} (VXP: receiveStatus và trạng thái 03); đừng coi 201 hay OK là "Đã đến".',
      en: 'Take "word" of each recipient from GET /v1/documents/{id} (VXP: receiveStatus and status 03); never read 201 or OK as "arrived".',
    },
    async run(trial) {
      const { robots } = trial.stage.province;
      const asked = await trial.askToSend('slow');
      const received = await asked.document();
      await trial.showsWord(asked.subject, 'queued', 'queued');
      const item = await trial.atRobot('slow', received, 'document');
      await robots.content(item.deliveryId);
      await trial.showsWord(asked.subject, 'sent', 'sent');
      await robots.acknowledge(item.deliveryId);
      await trial.showsWord(asked.subject, 'arrived', 'arrived');
      await trial.robotReports(item, '03', 'Văn thư đã tiếp nhận');
      await trial.showsWord(asked.subject, 'accepted', 'accepted');
    },
  },
  {
    id: 'refused-shown',
    side: 'sends',
    title: { vi: 'Bị từ chối: người gửi thấy lý do', en: 'Refused: the sender sees why' },
    proves: {
      vi: 'Lời từ chối (02) và lý do hiện ở bên gửi.',
      en: "The refusal (02) and its reason are on the sender's screen.",
    },
    source: QD28('Điều 5 khoản 4'),
    fix: {
      vi: 'Nhận trạng thái gửi về (kind=status, messagetype=status) và hiện Description của 02.',
      en: 'Take in the statuses that come back (kind=status, messagetype=status) and show the Description of 02.',
    },
    async run(trial) {
      const { asked, item } = await sentAndFetched(trial, 'refuses');
      await trial.robotReports(item, '02', 'Không thuộc thẩm quyền giải quyết');
      await trial.showsWord(asked.subject, 'refused', 'shown');
    },
  },
  {
    id: 'failure-told',
    side: 'sends',
    only: CALLERS,
    title: { vi: 'Gửi lỗi: hệ thống tự báo người gửi', en: 'Not delivered: the system tells the sender by itself' },
    proves: {
      vi: 'Không phải hỏi hay mở văn bản mới biết văn bản không đến được.',
      en: 'Nobody has to ask or to open the document to learn that it did not arrive.',
    },
    source: QD28('Điều 8 khoản 2'),
    fix: {
      vi: 'Theo dõi word = failed (VXP: sendStatus FAIL) của văn bản đã gửi và báo người gửi ngay, kèm reason.',
      en: 'Watch what was sent for word = failed (VXP: sendStatus FAIL) and tell the sender at once, with reason.',
    },
    async run(trial) {
      const asked = await trial.askToSend('fails');
      await wordAtHub(trial, await asked.document(), 'failed');
      await trial.confirm(
        { is: 'told-of-failure', subject: asked.subject },
        { vi: 'Hệ thống không tự báo người gửi.', en: 'The system did not tell the sender by itself.' },
      );
    },
  },
  {
    id: 'recipient-down',
    side: 'sends',
    only: CALLERS,
    title: { vi: 'Nơi nhận mất kết nối rồi có lại', en: 'A recipient is down and comes back' },
    proves: {
      vi: 'Trục còn thử gửi thì chưa phải lỗi; đến nơi rồi mới là "Đã đến".',
      en: 'While the hub still tries it is no failure; "arrived" comes with the arrival.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Hiện "Chờ gửi" khi word = queued dù đã có lần thử lỗi; chỉ failed mới là lỗi.',
      en: 'Show "queued" while word = queued, tries that failed or not; only failed is a failure.',
    },
    async run(trial) {
      const { pushed } = trial.stage.province;
      const asked = await trial.askToSend('down');
      const received = await asked.document();
      const { deliveries } = await trial.seat.view.document(received.id);
      const deliveryId = deliveries[0]!.id;
      const what = { vi: 'lần thử đầu của trục', en: "the hub's first try" };
      await trial.until(what, async () => (pushed.missed.has(deliveryId) ? true : null));
      await wordAtHub(trial, received, 'queued');
      await trial.showsWord(asked.subject, 'queued', 'waiting');
      pushed.comeBack(deliveryId);
      await wordAtHub(trial, received, 'arrived');
      await trial.showsWord(asked.subject, 'arrived', 'arrived');
    },
  },
  {
    id: 'answers-twice',
    side: 'sends',
    title: { vi: 'Nơi nhận báo hai lần, báo muộn', en: 'A recipient that reports twice, and late' },
    proves: {
      vi: '03 lặp lại và 01 đến muộn không kéo tình trạng lùi lại.',
      en: 'A second 03 and a late 01 do not move the state backwards.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Ghi mọi lần báo vào lịch sử, nhưng tình trạng chỉ tiến: 01 sau 03 không đổi gì.',
      en: 'Keep every report as history, but let the state only advance: 01 after 03 changes nothing.',
    },
    async run(trial) {
      const { asked, item } = await sentAndFetched(trial, 'repeats');
      for (const code of ['03', '03', '01']) await trial.robotReports(item, code, `Báo ${code}`);
      await trial.showsWord(asked.subject, 'accepted', 'shown');
    },
  },
];

/** How the hub itself tells it: only then is the system asked what it shows. */
async function wordAtHub(trial: Trial, { id, uid }: Received, word: string): Promise<void> {
  await trial.until({ vi: `${uid}: ${word}`, en: `${uid}: ${word}` }, async () => {
    const { deliveries } = await trial.seat.view.document(id);
    return deliveries.every((one) => one.word === word) ? true : null;
  });
}
