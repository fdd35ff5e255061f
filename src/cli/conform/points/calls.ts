import { newId } from '../../../platform/ids.ts';
import { callWebhook, mustAnswer } from '../call.ts';
import { updateOf, writeLetter } from '../letters.ts';
import type { Point } from '../model.ts';
import { page } from '../sources.ts';

const HOUR_SECONDS = 3_600;

/** What somebody else than the hub may try at a webhook, and what the network may repeat there. */
export const calls: readonly Point[] = [
  {
    id: 'forged-call',
    side: 'keeps',
    only: ['webhook'],
    title: { vi: 'Lượt gọi giả mạo bị từ chối', en: 'A forged call is refused' },
    proves: {
      vi: 'Sai khóa hoặc sửa nội dung thì hệ thống trả 401 và không lưu.',
      en: 'With another secret or a changed body the system answers 401 and stores nothing.',
    },
    source: page('webhook.md'),
    fix: {
      vi: 'Tính HMAC trên "timestamp.delivery.sha256(thân)" và so với Lienthong-Signature TRƯỚC khi lưu (mẫu mã: docs/webhook.md).',
      en: 'Compute the HMAC over "timestamp.delivery.sha256(body)" and compare it with Lienthong-Signature BEFORE storing (code: docs/webhook.md).',
    },
    async run(trial) {
      const { seat, stage } = trial;
      const { province } = stage;
      const subject = 'V/v văn bản giả mạo';
      const to = [seat.place.code];
      const letter = await writeLetter(province.officeKey, province.numbers.next(), { to, subject });
      const signed = Buffer.from('nội dung khác');
      const forgeries = [{ secret: 'khóa của người khác' }, { signed }];
      for (const forgery of forgeries) {
        const deliveryId = newId(Date.now());
        mustAnswer(await callWebhook(seat, { deliveryId, body: letter.bytes, ...forgery }), '401');
      }
      await trial.confirm(
        { is: 'not-shown', uid: letter.uid, subject },
        { vi: 'Văn bản giả mạo hiện trong hệ thống.', en: 'The forged document is shown.' },
      );
    },
  },
  {
    id: 'stale-call',
    side: 'keeps',
    only: ['webhook'],
    title: {
      vi: 'Đồng hồ lệch: cũ quá thì từ chối, lệch ít thì nhận',
      en: 'Clock skew: too old is refused, a little is taken',
    },
    proves: {
      vi: 'Lượt gọi cũ một giờ không phát lại được; lệch một phút vẫn nhận.',
      en: 'A call of an hour ago cannot be replayed; one minute of skew is taken.',
    },
    source: page('webhook.md'),
    fix: {
      vi: 'Từ chối khi Lienthong-Timestamp lệch quá 300 giây, không ít hơn; đồng bộ giờ máy chủ (NTP).',
      en: 'Refuse when Lienthong-Timestamp is more than 300 seconds off, not less; keep the clock in time (NTP).',
    },
    async run(trial) {
      const sent = await trial.send({ subject: 'V/v đồng hồ của lượt gọi' });
      await trial.arrives(sent);
      const call = { deliveryId: sent.deliveryId, body: sent.bytes };
      mustAnswer(await callWebhook(trial.seat, { ...call, clockSeconds: -HOUR_SECONDS }), '401');
      for (const clockSeconds of [-60, 60]) {
        mustAnswer(await callWebhook(trial.seat, { ...call, clockSeconds }), '2xx');
      }
    },
  },
  {
    id: 'late-copy',
    side: 'keeps',
    only: ['webhook'],
    title: { vi: 'Bản lặp đến sau bản cập nhật', en: 'A repeated copy after the update' },
    proves: {
      vi: 'Văn bản gốc lặp lại muộn không ghi đè bản cập nhật.',
      en: 'The original, repeated late, does not undo its update.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Gặp lại Lienthong-Delivery đã có: trả 2xx và không đụng đến văn bản.',
      en: 'When a Lienthong-Delivery comes that you have: answer 2xx and leave the document alone.',
    },
    async run(trial) {
      const first = await trial.send({ subject: 'Thông báo lịch họp (bản đầu)' });
      const update = await trial.send(updateOf(first, 'Thông báo lịch họp (bản cập nhật)'));
      await trial.arrives(update);
      mustAnswer(await callWebhook(trial.seat, { deliveryId: first.deliveryId, body: first.bytes }), '2xx');
      await trial.isShownOnce(update);
    },
  },
];
