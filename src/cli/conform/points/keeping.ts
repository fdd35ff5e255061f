import { updateOf } from '../letters.ts';
import { CALLERS, Failed, type Point } from '../model.ts';
import { ND30, page } from '../sources.ts';
import type { Sent } from '../trial.ts';
import { confirms, isAbout, isReport, losing } from '../ways.ts';
import type { Asked } from '../wire.ts';

/** Rules of the protocol that only a broken line or a second package shows. */
export const keeping: readonly Point[] = [
  {
    id: 'lost-answer',
    side: 'keeps',
    only: CALLERS,
    title: { vi: 'Mất câu trả lời: nhận lại không nhân đôi', en: 'A lost answer: received again, stored once' },
    proves: {
      vi: 'Đường truyền đứt đúng lúc xác nhận; văn bản đến lần nữa mà vẫn chỉ có một bản.',
      en: 'The line breaks at the confirmation; the document comes again, and there is one copy.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Ghi mã lượt gửi (Lienthong-Delivery, deliveryId, DocId) làm khóa duy nhất trong cùng giao dịch lưu văn bản; gặp lại thì xác nhận lại, không lưu nữa.',
      en: 'Keep the delivery id (Lienthong-Delivery, deliveryId, DocId) as a unique key in the transaction that stores; when it comes again, confirm again and store nothing.',
    },
    async run(trial) {
      const { seat } = trial;
      const { wire, act } = losing(seat);
      let sending: Promise<Sent>;
      // The push may be faster than the answer that names the delivery: the line waits for the name.
      const fits = async (asked: Asked) => confirms(seat, asked, (await sending).deliveryId);
      const mend = wire.break({ act, times: 1, fits });
      sending = trial.send({ subject: 'V/v câu trả lời bị mất' });
      const sent = await sending;
      await trial.arrives(sent);
      mend();
      const broke = wire.passages.some((one) => one.status === null && confirms(seat, one, sent.deliveryId));
      if (!broke) throw new Error('the confirmation did not come over the wire');
      await trial.isShownOnce(sent);
    },
  },
  {
    id: 'not-taken',
    side: 'keeps',
    only: ['rest'],
    title: {
      vi: 'Không lưu được văn bản: nói rõ, không xác nhận',
      en: 'A document that it cannot take in: said, not acknowledged',
    },
    proves: {
      vi: 'Nội dung về hỏng: hệ thống báo không nhận được kèm lý do; lành lại thì nhận như thường.',
      en: 'The content comes spoilt: the system says so with a reason, and takes it once it is whole.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Không đọc hay không lưu được thì đừng ack và đừng im lặng: POST /v1/inbox/{deliveryId}/fail kèm reason; trục đưa lại sau.',
      en: 'What cannot be read or stored is neither acknowledged nor passed over: POST /v1/inbox/{deliveryId}/fail with a reason; the hub lists it again.',
    },
    async run(trial) {
      const { wire } = trial.seat;
      let sending: Promise<Sent>;
      // It may be fetched before the answer that names the delivery: the line waits for the name.
      const fits = async (asked: Asked) => isAbout((await sending).deliveryId, 'content', asked);
      const mend = wire.break({ act: 'spoil', fits });
      sending = trial.send({ subject: 'V/v văn bản về hỏng giữa đường' });
      const sent = await sending;
      try {
        await trial.until(
          { vi: 'hệ thống báo không nhận được', en: 'the system says that it could not take it in' },
          async () => {
            if ((await trial.delivery(sent)).word === 'arrived') {
              throw new Failed({
                vi: `Hệ thống xác nhận ${sent.uid} dù nội dung về hỏng.`,
                en: `The system acknowledged ${sent.uid}, though its content came spoilt.`,
              });
            }
            const said = wire.passages.some((one) => one.status === 200 && isAbout(sent.deliveryId, 'fail', one));
            return said || null;
          },
        );
      } finally {
        mend();
      }
      await trial.arrives(sent);
      await trial.isShownOnce(sent);
    },
  },
  {
    id: 'duplicate',
    side: 'keeps',
    title: { vi: 'Bên gửi gửi lại y nguyên', en: 'The sender hands the same in again' },
    proves: { vi: 'Văn bản gửi hai lần chỉ hiện một lần.', en: 'A document that is sent twice is shown once.' },
    source: ND30('Phụ lục VI, phần I mục III.1 điểm h'),
    fix: {
      vi: 'Nhận ra văn bản theo DocumentId của bên gửi; bản trùng không thành văn bản mới.',
      en: "Know a document by its sender's DocumentId; a repetition is no new document.",
    },
    async run(trial) {
      const sent = await trial.send({ subject: 'V/v văn bản gửi hai lần' });
      await trial.arrives(sent);
      await trial.handIn(sent.bytes);
      await trial.arrives(await trial.send({ subject: 'V/v văn bản gửi sau bản trùng' }));
      await trial.isShownOnce(sent);
    },
  },
  {
    id: 'update',
    side: 'keeps',
    title: { vi: 'Cập nhật (loại 2), đúng thứ tự', en: 'An update (type 2), in order' },
    proves: {
      vi: 'Gửi liền nhau, bản cập nhật vẫn đứng sau văn bản gốc và là bản đang hiện.',
      en: 'Sent at once, the update still comes after its original and is what is shown.',
    },
    source: ND30('Điều 18 khoản 3'),
    fix: {
      vi: 'BussinessDocType 2 mang DocumentId của văn bản gốc: sửa văn bản đã có, không thêm văn bản mới; xử lý theo thứ tự nhận.',
      en: "BussinessDocType 2 carries the original's DocumentId: change what you have, add nothing; work in the order of receipt.",
    },
    async run(trial) {
      const first = await trial.send({ subject: 'Kế hoạch tuyển dụng (bản đầu)' });
      const update = await trial.send(updateOf(first, 'Kế hoạch tuyển dụng (bản cập nhật)'));
      await trial.arrives(first);
      await trial.arrives(update);
      await trial.isShownOnce(update);
    },
  },
  {
    id: 'replacement',
    side: 'keeps',
    title: { vi: 'Thay thế (loại 3)', en: 'A replacement (type 3)' },
    proves: { vi: 'Văn bản cũ được ghi là đã bị thay thế.', en: 'The old document is marked as replaced.' },
    source: ND30('Điều 18 khoản 3'),
    fix: {
      vi: 'Đọc ReplacementInfoList/ReplacementInfo/DocumentId và ghi chú vào văn bản mang mã đó.',
      en: 'Read ReplacementInfoList/ReplacementInfo/DocumentId and mark the document of that id.',
    },
    async run(trial) {
      const first = await trial.send({ subject: 'Quyết định ban hành quy chế (sẽ bị thay thế)' });
      await trial.arrives(first);
      const replacements = [{ documentId: first.uid, organIds: [trial.seat.place.code] }];
      const next = await trial.send({
        subject: 'Quyết định ban hành quy chế (bản thay thế)',
        header: { bussiness: { docType: 3, reason: 'Thay thế văn bản đã gửi', replacements } },
      });
      await trial.arrives(next);
      await trial.isShownOnce(next);
      await trial.confirm(
        { is: 'marked', uid: first.uid, subject: first.subject, as: 'replaced' },
        { vi: 'Văn bản cũ không được ghi là đã bị thay thế.', en: 'The old document is not marked as replaced.' },
        'marked',
      );
    },
  },
  {
    id: 'hub-away',
    side: 'keeps',
    only: CALLERS,
    title: { vi: 'Trục tạm không trả lời', en: 'The hub is away for a while' },
    proves: {
      vi: 'Trạng thái báo lúc trục trả 503 được báo lại, không mất.',
      en: 'A status that met a 503 is reported again and not lost.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Giữ lần báo trong hàng đợi của mình đến khi được trả lời 2xx; thử lại thưa dần, theo Retry-After.',
      en: 'Keep a report in a queue of your own until it is answered 2xx; try again ever more seldom, as Retry-After says.',
    },
    alone: true,
    async run(trial) {
      const { wire } = trial.seat;
      const sent = await trial.send({ subject: 'V/v trục tạm nghỉ' });
      await trial.arrives(sent);
      const from = wire.passages.length;
      const mend = wire.break({ act: 'busy', fits: () => true });
      try {
        await trial.act({ do: 'accept', uid: sent.uid });
        await trial.until({ vi: 'hệ thống thử báo trạng thái', en: 'the system tries to report' }, async () =>
          wire.passages.slice(from).some(isReport) ? true : null,
        );
      } finally {
        mend();
      }
      await trial.until({ vi: 'trạng thái 03 được báo lại', en: 'status 03 reported again' }, async () =>
        (await trial.delivery(sent)).word === 'accepted' ? true : null,
      );
    },
  },
];
