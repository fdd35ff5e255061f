import { timestampInVietnam, todayInVietnam } from '../../demo/numbers.ts';
import { makePdf } from '../../demo/pdf.ts';
import { writeBareLetter } from '../letters.ts';
import type { Point } from '../model.ts';
import { QCVN102, QD28 } from '../sources.ts';

const DAY_MS = 86_400_000;
const MANY = 20;
/** What breaks systems that build XML, HTML, SQL or file names by pasting text together. */
const ODD_SUBJECT = `Kế hoạch "Đổi mới & sáng tạo" <2026> – 'nghiêm túc' 100% ₫; \\ 𝒳 Ưỡng Nguyễn`;
const ODD_FILES = ['Phụ lục 1 – Biểu mẫu số 02 (đã sửa) #5 & 100%.pdf', "Danh sách 'Đơn vị; xã'.pdf"];

/** Documents of every shape that the standard allows. */
export const forms: readonly Point[] = [
  {
    id: 'only-required',
    side: 'receives',
    title: { vi: 'Nhận văn bản chỉ có các trường bắt buộc', en: 'Takes in a document with only the required fields' },
    proves: {
      vi: 'Thiếu số, ngày, người ký, tệp đính kèm không làm hệ thống dừng.',
      en: 'No number, date, signer or attachment: the system does not stumble.',
    },
    source: QCVN102,
    fix: {
      vi: 'Chỉ đòi From/OrganId, To/OrganId, DocumentId và Subject; trường khác để trống được.',
      en: 'Insist on From/OrganId, To/OrganId, DocumentId and Subject only; everything else may be missing.',
    },
    async run(trial) {
      const { province } = trial.stage;
      const number = province.numbers.next();
      const letter = await writeBareLetter(province.officeKey, number, trial.seat.place.code, 'V/v trường bắt buộc');
      const sent = await trial.post(letter);
      await trial.arrives(sent);
      await trial.isShownOnce(sent);
    },
  },
  {
    id: 'all-fields',
    side: 'receives',
    title: { vi: 'Nhận văn bản có đủ mọi trường', en: 'Takes in a document with every optional field' },
    proves: {
      vi: 'Mức độ khẩn, hạn trả lời và các trường mở rộng được đọc, không bị mất.',
      en: 'Urgency, due date and the extension fields are read and not lost.',
    },
    source: QD28('Điều 10 khoản 2'),
    fix: {
      vi: 'Đọc OtherInfo/Priority và DueDate; bỏ qua phần tử lạ thay vì báo lỗi.',
      en: 'Read OtherInfo/Priority and DueDate; pass over elements that you do not know instead of failing.',
    },
    async run(trial) {
      const dueDate = todayInVietnam(new Date(Date.now() + 10 * DAY_MS));
      const sent = await trial.send({
        subject: 'Công điện về ứng phó bão',
        header: {
          typeName: 'Công điện',
          typeDetail: '0',
          content: 'Nội dung tóm tắt của công điện',
          competence: 'TM. ỦY BAN NHÂN DÂN',
          position: 'CHỦ TỊCH',
          dueDate,
          toPlaces: ['Như trên', 'Lưu: VT'],
          priority: 3,
          sphereOfPromulgation: 'Lưu hành nội bộ',
          typerNotation: 'ĐTM',
          promulgationAmount: '12',
          pageAmount: '3',
          direction: 'true',
          replyFors: 'x',
          referenceCodes: '000.00.14.H98-261120-0002',
          appendixes: ['Phụ lục I', 'Phụ lục II'],
          steeringType: '1',
          taskCodes: ['NV-2026-001'],
          applicationType: 'MCDT_DT',
        },
      });
      await trial.arrives(sent);
      await trial.confirm(
        { is: 'shows-details', uid: sent.uid, dueDate },
        { vi: 'Không hiện mức Hỏa tốc hoặc hạn trả lời.', en: 'The urgency or the due date is not shown.' },
      );
    },
  },
  {
    id: 'special-characters',
    side: 'receives',
    title: { vi: 'Ký tự đặc biệt trong trích yếu và tên tệp', en: 'Special characters in subject and file names' },
    proves: {
      vi: 'Trích yếu và tên tệp hiện đúng từng chữ.',
      en: 'Subject and file names are shown letter by letter.',
    },
    source: QD28('Điều 6 khoản 1'),
    fix: {
      vi: 'Đọc XML bằng bộ đọc XML ở UTF-8; mã hóa khi đưa ra HTML và SQL; cột đủ rộng cho chữ bốn byte.',
      en: 'Read XML with an XML parser as UTF-8; escape for HTML and SQL; columns must hold four-byte letters.',
    },
    async run(trial) {
      const files = ODD_FILES.map((name) => ({ name, content: makePdf([name]) }));
      const sent = await trial.send({ subject: ODD_SUBJECT, files });
      await trial.arrives(sent);
      await trial.isShownOnce(sent, ODD_FILES);
    },
  },
  {
    id: 'large',
    side: 'receives',
    title: { vi: 'Nhận văn bản lớn', en: 'Takes in a large document' },
    proves: { vi: 'Tệp đính kèm lớn đi qua trọn vẹn.', en: 'A large attachment comes through whole.' },
    source: QD28('Điều 10 khoản 1'),
    fix: {
      vi: 'Nâng giới hạn thân yêu cầu và thời gian chờ của máy chủ web; ghi luồng ra tệp thay vì giữ trong bộ nhớ. Giới hạn thật thì khai với trục: lienthong agency channel --max-bytes.',
      en: "Raise the web server's body limit and time-out; stream to a file instead of memory. Tell the hub a real limit: lienthong agency channel --max-bytes.",
    },
    async run(trial) {
      const content = makePdf(['Tệp lớn'], trial.stage.largestBytes);
      await trial.arrives(await trial.send({ subject: 'V/v hồ sơ lớn', files: [{ name: 'ho-so-lon.pdf', content }] }));
    },
  },
  {
    id: 'many-files',
    side: 'receives',
    title: { vi: `Nhận văn bản có ${MANY} tệp`, en: `Takes in a document with ${MANY} files` },
    proves: {
      vi: 'Không tệp nào bị bỏ sót, kể cả tệp trùng tên.',
      en: 'No file is left out, not even of the same name.',
    },
    source: QD28('Điều 10 khoản 1'),
    fix: {
      vi: 'Lưu tệp theo ContentId, không theo tên: hai tệp có thể trùng tên.',
      en: 'Store files by ContentId, not by name: two files may have the same one.',
    },
    async run(trial) {
      const names = Array.from({ length: MANY }, (_, index) => (index < 2 ? 'phu-luc.pdf' : `phu-luc-${index}.pdf`));
      const files = names.map((name, index) => ({ name, content: makePdf([`${name} ${index}`]) }));
      const sent = await trial.send({ subject: 'V/v gửi các phụ lục', files });
      await trial.arrives(sent);
      await trial.isShownOnce(sent, names);
    },
  },
  {
    id: 'both-codes',
    side: 'receives',
    title: { vi: 'Cả hai dạng mã định danh', en: 'Both forms of the agency code' },
    proves: {
      vi: 'Văn bản ghi mã QĐ 20/2020 (của bên gửi và bên nhận) cũng vào đúng đơn vị.',
      en: 'A document that writes QĐ 20/2020 codes, of sender and recipient, reaches the same agency.',
    },
    source: { vi: 'QĐ 20/2020/QĐ-TTg; QCVN 102:2016/BTTTT', en: 'QĐ 20/2020/QĐ-TTg; QCVN 102:2016/BTTTT' },
    fix: {
      vi: 'Giữ cả hai mã của mỗi cơ quan và tra theo mã nào cũng được; trục có bảng mã ở GET /v1/agencies.',
      en: 'Keep both codes of every agency and look up by either; the hub lists them at GET /v1/agencies.',
    },
    async run(trial) {
      const { code, codeQd20 } = trial.seat.place;
      const other = await trial.send({ to: [codeQd20], from: 'H98', subject: 'V/v mã định danh theo QĐ 20' });
      await trial.arrives(other);
      await trial.isShownOnce(other);
      const both = await trial.send({ to: [code, codeQd20], subject: 'V/v mã định danh ghi hai lần' });
      await trial.arrives(both);
      await trial.confirm(
        { is: 'shown-once', uid: both.uid, subject: both.subject },
        {
          vi: 'Gửi đến hai mã của một đơn vị thì hiện hai lần.',
          en: 'Sent to both codes of one agency it is not shown once.',
        },
        'once',
      );
    },
  },
  {
    id: 'other-clock',
    side: 'receives',
    title: { vi: 'Đồng hồ của bên gửi lệch', en: "The sender's clock is off" },
    proves: {
      vi: 'Thời điểm ghi trong văn bản, sớm hay muộn một ngày, không cản việc nhận.',
      en: 'Times written in a document, a day early or late, keep nothing out.',
    },
    source: QD28('Điều 14'),
    fix: {
      vi: 'Dùng giờ của máy mình để sắp thứ tự và tính hạn; giờ trong văn bản chỉ để xem.',
      en: 'Order and compute deadlines by your own clock; times in a document are for reading only.',
    },
    async run(trial) {
      for (const offset of [-DAY_MS, DAY_MS]) {
        const timestamp = timestampInVietnam(new Date(Date.now() + offset));
        const trace = [{ organId: '000.00.00.H98', timestamp }];
        await trial.arrives(await trial.send({ subject: `V/v đồng hồ ${timestamp}`, header: { trace } }));
      }
    },
  },
];
