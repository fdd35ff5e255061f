import { CALLERS, Failed, type Point } from '../model.ts';
import { ROBOTS } from '../places.ts';
import { ND30, page, QD28 } from '../sources.ts';
import type { Trial } from '../trial.ts';
import { isSending } from '../ways.ts';

const ODD_SUBJECT = `V/v "Đổi mới & sáng tạo" <2026> – 'nghiêm túc' 100%`;
const ODD_FILE = 'Phụ lục 1 – Biểu mẫu số 02 (đã sửa) #5 & 100%.pdf';

/** What the system hands in. */
export const sending: readonly Point[] = [
  {
    id: 'send',
    side: 'sends',
    title: { vi: 'Gửi một văn bản', en: 'Sends a document' },
    proves: {
      vi: 'Trục nhận văn bản và chữ ký số (nếu cần).',
      en: 'The hub takes the document and, where asked for, its signature.',
    },
    source: QD28('Điều 6 khoản 2'),
    fix: {
      vi: 'Ký MessageHeader, Bussiness, edXMLManifest và từng tệp (docs/connecting.md, mục Sign); đọc code và detail của lời từ chối.',
      en: 'Sign MessageHeader, Bussiness, edXMLManifest and each attachment (docs/connecting.md, Sign); read code and detail of the refusal.',
    },
    async run(trial) {
      await (await trial.askToSend('accepts')).document();
    },
  },
  {
    id: 'send-characters',
    side: 'sends',
    title: { vi: 'Gửi ký tự đặc biệt', en: 'Sends special characters' },
    proves: {
      vi: 'Trích yếu và tên tệp đến trục đúng từng chữ người dùng gõ.',
      en: 'Subject and file name reach the hub letter by letter as the user typed them.',
    },
    source: QD28('Điều 6 khoản 1'),
    fix: {
      vi: 'Ghi XML bằng bộ ghi XML ở UTF-8, không ghép chuỗi.',
      en: 'Write XML with an XML writer as UTF-8, never by pasting.',
    },
    async run(trial) {
      const subject = `${ODD_SUBJECT} (${trial.stage.province.numbers.next()})`;
      const asked = await trial.askToSend('accepts', { subject, file: ODD_FILE });
      const { id } = await asked.document();
      const names = (await trial.seat.view.document(id)).attachments.map(({ name }) => name);
      if (!names.includes(ODD_FILE)) {
        throw new Failed({
          vi: `Tên tệp đến trục là ${names.join('; ') || '(không có tệp)'}.`,
          en: `The file name at the hub is ${names.join('; ') || '(no file)'}.`,
        });
      }
    },
  },
  {
    id: 'send-both-codes',
    side: 'sends',
    title: { vi: 'Gửi đến mã QĐ 20/2020', en: 'Sends to a QĐ 20/2020 code' },
    proves: {
      vi: 'Người dùng gửi được đến cơ quan theo dạng mã mới.',
      en: 'A user can send to an agency by the newer form of its code.',
    },
    source: { vi: 'QĐ 20/2020/QĐ-TTg', en: 'QĐ 20/2020/QĐ-TTg' },
    fix: {
      vi: 'Không chặn mã theo mẫu 13 ký tự; lấy danh mục ở GET /v1/agencies hoặc getAgenciesListQD20.',
      en: 'Do not insist on the form of 13 characters; take the directory from GET /v1/agencies or getAgenciesListQD20.',
    },
    async run(trial) {
      const asked = await trial.askToSend('accepts', { code: ROBOTS.accepts.codeQd20 });
      const { id } = await asked.document();
      const { deliveries } = await trial.seat.view.document(id);
      if (!deliveries.some((one) => one.handoverCode === ROBOTS.accepts.code)) {
        throw new Failed({
          vi: `Văn bản ghi nơi nhận ${deliveries.map((one) => one.addressedCode).join(', ')}.`,
          en: `The document names ${deliveries.map((one) => one.addressedCode).join(', ')}.`,
        });
      }
    },
  },
  {
    id: 'recall-sent',
    side: 'sends',
    title: { vi: 'Thu hồi văn bản đã gửi', en: 'Recalls what it sent' },
    proves: {
      vi: 'Thu hồi đến nơi nhận; xác nhận hiện ở bên gửi.',
      en: 'The recall reaches the recipient; its confirmation is shown.',
    },
    source: ND30('Điều 18 khoản 4 điểm b'),
    fix: {
      vi: 'Gửi gói BussinessDocType 1 mang DocumentId cũ, hoặc trạng thái 13; hiện "Đã thu hồi" khi 15 về.',
      en: 'Send a package of BussinessDocType 1 with the old DocumentId, or status 13; show "recalled" when 15 comes back.',
    },
    async run(trial) {
      const { asked, received, item } = await sentAndFetched(trial, 'accepts');
      await trial.act({ do: 'recall', subject: asked.subject });
      const recall = await trial.atRobot('accepts', received, 'recall');
      const { robots } = trial.stage.province;
      await robots.content(recall.deliveryId);
      await robots.acknowledge(recall.deliveryId);
      await trial.isTold('15', await robots.confirmRecall(item.deliveryId));
      await trial.showsWord(asked.subject, 'recalled', 'shown');
    },
  },
  {
    id: 'send-again',
    side: 'sends',
    only: CALLERS,
    title: {
      vi: 'Mất câu trả lời khi gửi: gửi lại y nguyên',
      en: 'A lost answer while sending: the same is sent again',
    },
    proves: {
      vi: 'Hệ thống gửi lại và trục vẫn chỉ có một văn bản.',
      en: 'The system sends again, and the hub still has one document.',
    },
    source: page('connecting.md'),
    fix: {
      vi: 'Không có câu trả lời thì gửi lại đúng các byte đó, cùng DocumentId (và Idempotency-Key); đừng cấp số mới.',
      en: 'Without an answer send the same bytes again, under the same DocumentId (and Idempotency-Key); give no new number.',
    },
    alone: true,
    async run(trial) {
      const { wire } = trial.seat;
      const from = wire.passages.length;
      const mend = wire.break({ act: 'cut-after', times: 1, fits: isSending });
      const asked = await trial.askToSend('accepts');
      const again = { vi: 'hệ thống gửi lại', en: 'the system sends again' };
      try {
        await trial.until(again, async () => {
          const tries = wire.passages.slice(from).filter(isSending);
          return tries.length > 1 && tries.at(-1)!.status !== null ? true : null;
        });
      } finally {
        mend();
      }
      const stored = await trial.sentWith(asked.subject);
      if (stored.length > 1) {
        const ids = stored.map(({ uid }) => uid).join('; ');
        throw new Failed({
          vi: `Trục có ${stored.length} văn bản: ${ids}.`,
          en: `The hub has ${stored.length} documents: ${ids}.`,
        });
      }
      await trial.atRobot('accepts', stored[0]!, 'document');
    },
  },
];

/** A document that a robot has fetched and acknowledged. */
export async function sentAndFetched(trial: Trial, robot: 'accepts' | 'refuses' | 'repeats') {
  const asked = await trial.askToSend(robot);
  const received = await asked.document();
  const item = await trial.atRobot(robot, received, 'document');
  const { robots } = trial.stage.province;
  await robots.content(item.deliveryId);
  await robots.acknowledge(item.deliveryId);
  return { asked, received, item };
}
