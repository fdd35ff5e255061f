import { callWebhook, mustAnswer } from '../call.ts';
import { recallOf, writeTakeBack } from '../letters.ts';
import type { Point } from '../model.ts';
import { ND30, page, QD28 } from '../sources.ts';
import type { Sent, Trial } from '../trial.ts';
import { confirms } from '../ways.ts';
import type { Asked } from '../wire.ts';

export const recalls: readonly Point[] = [
  {
    id: 'recall',
    side: 'keeps',
    title: { vi: 'Thu hồi (loại 1)', en: 'A recall (type 1)' },
    proves: {
      vi: 'Văn bản được hủy trong hệ thống và bên gửi được báo (15).',
      en: 'The document is cancelled in the system and its sender is told (15).',
    },
    source: QD28('Điều 9 khoản 2'),
    fix: {
      vi: 'Nhận BussinessDocType 1: khóa nội dung văn bản mang DocumentId đó, giữ số đến với ghi chú "đã thu hồi", rồi POST /v1/inbox/{deliveryId}/recall {"decision":"confirm"} (hoặc trạng thái 15).',
      en: 'On BussinessDocType 1 lock the content of the document with that DocumentId, keep its arrival number with the note "recalled", then POST /v1/inbox/{deliveryId}/recall {"decision":"confirm"} (or status 15).',
    },
    async run(trial) {
      const sent = await trial.send({ subject: 'V/v văn bản sẽ bị thu hồi' });
      await trial.arrives(sent);
      await trial.send(recallOf(sent));
      await trial.act({ do: 'confirm-recall', uid: sent.uid });
      await isConfirmed(trial, sent);
      await trial.confirm(
        { is: 'marked', uid: sent.uid, subject: sent.subject, as: 'recalled' },
        { vi: 'Văn bản bị thu hồi vẫn mở xem được.', en: 'The recalled document can still be opened.' },
        'marked',
      );
    },
  },
  {
    id: 'take-back',
    side: 'keeps',
    title: { vi: 'Yêu cầu lấy lại (13)', en: 'A request to take back (13)' },
    proves: { vi: 'Yêu cầu được trả lời bằng 15 hoặc 16.', en: 'The request is answered with 15 or 16.' },
    source: ND30('Điều 18 khoản 4 điểm b'),
    fix: {
      vi: 'Nhận trạng thái 13 như một yêu cầu của bên gửi; trả lời 15 (đồng ý) hoặc 16 (từ chối).',
      en: "Take status 13 as the sender's request; answer 15 (agrees) or 16 (refuses).",
    },
    async run(trial) {
      const sent = await trial.send({ subject: 'V/v văn bản bên gửi xin lấy lại' });
      await trial.arrives(sent);
      await trial.handIn(writeTakeBack(sent, trial.seat.place.code));
      await trial.act({ do: 'answer-take-back', uid: sent.uid });
      await trial.until(
        { vi: `trả lời yêu cầu lấy lại ${sent.uid}`, en: `an answer to the request for ${sent.uid}` },
        async () => {
          const { recall } = await trial.delivery(sent);
          return recall?.state === 'confirmed' || recall?.state === 'refused' ? true : null;
        },
      );
    },
  },
  {
    id: 'recall-of-unknown',
    side: 'keeps',
    only: ['webhook'],
    title: { vi: 'Thu hồi văn bản chưa từng nhận', en: 'A recall of what never came' },
    proves: {
      vi: 'Hệ thống xác nhận thu hồi, và bản đến muộn không hiện ra.',
      en: 'The system confirms the recall, and a copy that comes late is not shown.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Giữ DocumentId của gói thu hồi dù chưa có văn bản; văn bản mang mã đó đến sau thì trả 2xx mà không hiện.',
      en: "Keep the recall's DocumentId though there is no document; when one of that id comes later, answer 2xx and do not show it.",
    },
    async run(trial) {
      const { seat } = trial;
      const push = seat.push!;
      let sending: Promise<Sent>;
      const fits = async (asked: Asked) => confirms(seat, asked, (await sending).deliveryId);
      const mend = push.break({ act: 'cut-before', fits });
      sending = trial.send({ subject: 'V/v văn bản không đến được' });
      const sent = await sending;
      const what = { vi: 'trục gửi lần đầu', en: "the hub's first try" };
      const isTried = () => push.passages.some((one) => confirms(seat, one, sent.deliveryId));
      await trial.until(what, async () => (isTried() ? true : null));
      await trial.send(recallOf(sent));
      await trial.act({ do: 'confirm-recall', uid: sent.uid });
      await isConfirmed(trial, sent);
      mend();
      mustAnswer(await callWebhook(seat, { deliveryId: sent.deliveryId, body: sent.bytes }), '2xx');
      await trial.confirm(
        { is: 'not-shown', uid: sent.uid, subject: sent.subject },
        { vi: 'Bản đến sau khi thu hồi vẫn hiện ra.', en: 'The copy that came after its recall is shown.' },
        'late',
      );
    },
  },
];

async function isConfirmed(trial: Trial, sent: Sent): Promise<void> {
  const what = { vi: `xác nhận thu hồi ${sent.uid}`, en: `the confirmation of the recall of ${sent.uid}` };
  await trial.until(what, async () => ((await trial.delivery(sent)).recall?.state === 'confirmed' ? true : null));
}
