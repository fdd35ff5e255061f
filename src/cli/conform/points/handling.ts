import { Failed, type Point } from '../model.ts';
import { ND30, QD28 } from '../sources.ts';

/** What a recipient owes its sender: it is there, it is accepted or refused, it is done. */
export const handling: readonly Point[] = [
  {
    id: 'take-in',
    side: 'receives',
    title: { vi: 'Nhận một văn bản ký số thông thường', en: 'Takes in an ordinary signed document' },
    proves: {
      vi: 'Văn bản đến nơi và bên gửi thấy "Đã đến".',
      en: 'The document gets there, and its sender sees "Arrived".',
    },
    source: QD28('Điều 8 khoản 2'),
    fix: {
      vi: 'Kiểm tra kết nối: địa chỉ, khóa; trả 2xx, gọi /ack hoặc updateStatus done SAU KHI đã lưu.',
      en: 'Check the connection: address and key; answer 2xx, call /ack or updateStatus done AFTER it is stored.',
    },
    async run(trial) {
      await trial.arrives(await trial.send({ subject: 'V/v thử kết nối liên thông' }));
    },
  },
  {
    id: 'arrived-is-not-accepted',
    side: 'receives',
    title: { vi: '"Đã đến" khác "Đã tiếp nhận"', en: '"Arrived" is not "accepted"' },
    proves: {
      vi: 'Hệ thống không tự báo 03 khi chưa có văn thư tiếp nhận.',
      en: 'The system does not report 03 by itself before a clerk has registered the document.',
    },
    source: QD28('Điều 10 khoản 2 điểm h'),
    fix: {
      vi: 'Báo 03 khi văn thư bấm tiếp nhận; lúc máy nhận xong chỉ xác nhận đã đến.',
      en: 'Report 03 when the clerk accepts; when the machine has it, acknowledge only.',
    },
    async run(trial) {
      const sent = await trial.send({ subject: 'V/v đã đến mà chưa tiếp nhận' });
      await trial.arrives(sent);
      // One more there and back: what is reported by itself has come by then.
      await trial.arrives(await trial.send({ subject: 'V/v văn bản gửi sau' }));
      const codes = await trial.statuses(sent);
      if (codes.some((code) => code !== '01')) {
        throw new Failed({
          vi: `Chưa ai tiếp nhận mà hệ thống đã báo ${codes.join(', ')}.`,
          en: `Nobody had accepted it, and the system reported ${codes.join(', ')}.`,
        });
      }
    },
  },
  {
    id: 'accept',
    side: 'receives',
    title: { vi: 'Tiếp nhận (03)', en: 'Accepts (03)' },
    proves: {
      vi: 'Văn thư tiếp nhận thì bên gửi thấy "Đã tiếp nhận".',
      en: 'When the clerk accepts, the sender sees "Accepted".',
    },
    source: ND30('Điều 21 khoản 2'),
    fix: {
      vi: 'Gọi POST /v1/inbox/{deliveryId}/status {"code":"03"} (hoặc gửi edXML trạng thái) khi văn thư tiếp nhận.',
      en: 'Call POST /v1/inbox/{deliveryId}/status {"code":"03"} (or send the edXML status) when the clerk accepts.',
    },
    async run(trial) {
      const sent = await trial.send({ subject: 'V/v tiếp nhận văn bản' });
      await trial.arrives(sent);
      await trial.act({ do: 'accept', uid: sent.uid });
      await trial.until({ vi: `trạng thái 03 của ${sent.uid}`, en: `status 03 of ${sent.uid}` }, async () =>
        (await trial.delivery(sent)).word === 'accepted' ? true : null,
      );
    },
  },
  {
    id: 'refuse',
    side: 'receives',
    title: { vi: 'Từ chối nhận (02) kèm lý do', en: 'Refuses (02) with a reason' },
    proves: { vi: 'Bên gửi biết bị từ chối và vì sao.', en: 'The sender knows that it was refused, and why.' },
    source: QD28('Điều 5 khoản 4'),
    fix: {
      vi: 'Báo 02 với description là lý do văn thư đã ghi.',
      en: 'Report 02 with the reason that the clerk wrote as description.',
    },
    async run(trial) {
      const reason = 'Gửi sai thẩm quyền, đề nghị gửi Sở Xây dựng';
      const sent = await trial.send({ subject: 'V/v văn bản sẽ bị từ chối' });
      await trial.arrives(sent);
      await trial.act({ do: 'refuse', uid: sent.uid, reason });
      await trial.until({ vi: `trạng thái 02 của ${sent.uid}`, en: `status 02 of ${sent.uid}` }, async () =>
        (await trial.delivery(sent)).businessCode === '02' ? true : null,
      );
      const told = (await trial.stage.province.office.statuses(sent.documentId)).find(({ code }) => code === '02');
      if (!told?.description) throw new Failed({ vi: '02 không có lý do.', en: '02 came without a reason.' });
    },
  },
  {
    id: 'process',
    side: 'receives',
    title: { vi: 'Báo tình hình xử lý đến khi hoàn thành (06)', en: 'Reports progress until completion (06)' },
    proves: { vi: 'Bên gửi theo dõi được đến khi hoàn thành.', en: 'The sender can follow it to completion.' },
    source: QD28('Điều 9 khoản 2'),
    fix: {
      vi: 'Báo 04 khi chuyển, 05 khi xử lý, 06 khi hoàn thành; lặp lại lần báo nào chưa được trả lời.',
      en: 'Report 04 when passed on, 05 in progress, 06 when done; repeat a report that got no answer.',
    },
    async run(trial) {
      const sent = await trial.send({ subject: 'V/v báo cáo tình hình xử lý' });
      await trial.arrives(sent);
      await trial.act({ do: 'accept', uid: sent.uid });
      await trial.act({ do: 'finish', uid: sent.uid });
      await trial.until({ vi: `trạng thái 06 của ${sent.uid}`, en: `status 06 of ${sent.uid}` }, async () =>
        (await trial.delivery(sent)).businessCode === '06' ? true : null,
      );
    },
  },
];
