import { ACCOUNT_EVENTS } from './events-accounts.ts';
import { AUDIT_EVENTS } from './events-audit.ts';
import { AXIS_EVENTS } from './events-axis.ts';
import { CONNECTION_EVENTS } from './events-connection.ts';
import { DOSSIER_EVENTS } from './events-dossier.ts';
import { REGISTER_EVENTS } from './events-register.ts';
import { REGISTRY_EVENTS } from './events-registry.ts';
import { STATUS_EVENTS } from './events-status.ts';
import { VXP_EVENTS } from './events-vxp.ts';

/**
 * Every event that the log may hold, with the sentence that tells it. `{name}` is filled from the event's data,
 * `{agency}` from the agency it concerns. The catalogue is also the page docs/audit-events.md.
 */
export interface EventSpec {
  readonly vi: string;
  readonly en: string;
}

export const EVENTS = {
  'upload.stopped': {
    vi: '{actor} gửi dở dang qua cổng {door}: {code}',
    en: 'An upload by {actor} through the {door} door stopped: {code}',
  },
  'submission.received': {
    vi: 'Đã nhận gói tin {size} byte từ {actor} qua cổng {door}',
    en: 'Received a package of {size} bytes from {actor} through the {door} door',
  },
  'submission.parked': {
    vi: 'Chưa kết luận được ({code}); sẽ kiểm tra lại lúc {retryAt}',
    en: 'No verdict yet ({code}); will be checked again at {retryAt}',
  },
  'submission.rejected': {
    vi: 'Hệ thống không nhận: {code}',
    en: 'Rejected by the hub: {code}',
  },
  'submission.replayed': {
    vi: 'Gửi lại cùng một nội dung; trả lời như lần đầu',
    en: 'The same content sent again; answered as the first time',
  },
  'document.accepted': {
    vi: 'Đã kiểm tra và lưu {documentUid}; chữ ký: {signature}; bên ký: {signer}',
    en: 'Verified and stored {documentUid}; signature: {signature}; signer: {signer}',
  },
  'document.composed': {
    vi: '{actor} soạn văn bản trên trang này và khai văn bản không thuộc bí mật nhà nước',
    en: '{actor} wrote it at the web pages and declared that it is no state secret',
  },
  'document.warned': {
    vi: 'Lưu ý: {code}',
    en: 'Notice: {code}',
  },
  'document.related': {
    vi: 'Liên quan đến văn bản {documentUid} ({relation})',
    en: 'Relates to document {documentUid} ({relation})',
  },
  'document.answered': {
    vi: 'Có văn bản trả lời: {documentUid}',
    en: 'Answered by document {documentUid}',
  },
  'document.recalled': {
    vi: 'Bên gửi thu hồi văn bản này',
    en: 'Recalled by the sender',
  },
  'document.echoed': {
    vi: 'Văn bản quay lại từ trục {axis}; không gửi thêm lần nào nữa',
    en: 'The document came back from axis {axis}; it is not delivered again',
  },
  'document.passed-over': {
    vi: 'Không gửi đến {addressedCode} nữa: bên gửi đã thu hồi, cập nhật hoặc thay thế bằng {documentUid}',
    en: 'No longer sent to {addressedCode}: recalled, updated or replaced by {documentUid} meanwhile',
  },
  'document.content-read': {
    vi: '{actor} đã đọc nội dung',
    en: '{actor} read the content',
  },
  'document.forwards': {
    vi: 'Chuyển tiếp văn bản đến {documentUid}, các tệp giữ nguyên từng byte',
    en: 'Forwards the incoming document {documentUid}, its files byte for byte',
  },
  'draft.file-refused': {
    vi: 'Không nhận tệp {actor} tải lên trang soạn văn bản: {code}',
    en: 'A file that {actor} uploaded to a draft was not taken: {code}',
  },
  'draft.signed': {
    vi: '{actor} ký số tệp {file} trên trang soạn văn bản',
    en: '{actor} signed the file {file} at the page of the draft',
  },
  'draft.not-signed': {
    vi: 'Không nhận tệp ký số của {actor}: {code}',
    en: 'A signed file of {actor} was not taken: {code}',
  },
  'delivery.queued': {
    vi: 'Chờ gửi đến {agency}',
    en: 'Queued for {agency}',
  },
  'delivery.available': {
    vi: 'Chờ {agency} lấy về',
    en: 'Waiting for {agency} to fetch it',
  },
  'delivery.failed': {
    vi: 'Không gửi được đến {addressedCode}: {code}',
    en: 'Cannot be delivered to {addressedCode}: {code}',
  },
  'delivery.held': {
    vi: 'Giữ lại văn bản gửi {addressedCode}, chờ quyết định nơi nhận: {code}',
    en: 'Held on its way to {addressedCode} until its recipient is decided: {code}',
  },
  'delivery.forwarded': {
    vi: 'Văn bản gửi {addressedCode} được chuyển đến cơ quan kế thừa {successor} từ ngày {since}',
    en: 'What is sent to {addressedCode} goes to its successor {successor} since {since}',
  },
  'delivery.decided': {
    vi: 'Chọn {agency} nhận văn bản gửi {addressedCode}: {why}',
    en: '{agency} was chosen to receive what was sent to {addressedCode}: {why}',
  },
  'delivery.rerouted': {
    vi: 'Nơi nhận của {agency} đã đổi; chuyển sang kênh {channel}',
    en: 'The receiving channel of {agency} has changed; goes by {channel}',
  },
  'delivery.sent': {
    vi: 'Đã gửi đến {agency}, lần {number}',
    en: 'Sent to {agency}, attempt {number}',
  },
  'delivery.fetched': {
    vi: '{agency} đã lấy nội dung',
    en: '{agency} fetched the content',
  },
  'delivery.arrived': {
    vi: 'Đã đến {agency}',
    en: 'Arrived at {agency}',
  },
  'delivery.retry': {
    vi: 'Chưa gửi được đến {agency} ({code}); sẽ gửi lại lúc {dueAt}',
    en: 'Not delivered to {agency} yet ({code}); will be tried again at {dueAt}',
  },
  'delivery.complained': {
    vi: 'Hệ thống của {agency} báo lý do không lưu được: “{reason}”',
    en: 'The system of {agency} says why it could not take it: “{reason}”',
  },
  'delivery.dead': {
    vi: 'Gửi lỗi, dừng gửi đến {agency}: {code}',
    en: 'Not delivered, given up for {agency}: {code}',
  },
  'delivery.cancelled': {
    vi: 'Hủy gửi đến {agency}: {code}',
    en: 'Delivery to {agency} cancelled: {code}',
  },
  'delivery.relayed': {
    vi: 'Trục {axis} đã nhận chuyển tiếp đến {agency}',
    en: 'The axis {axis} took it on for {agency}',
  },
  'delivery.left': {
    vi: 'Đã chuyển vào nơi nhận của {agency}; chờ bên nhận lấy hoặc xác nhận',
    en: 'Left where {agency} receives; waits to be taken or acknowledged',
  },
  'delivery.mailed': {
    vi: '{agency} chưa lấy văn bản trong thời gian đã đặt; trục gửi thêm vào hộp thư công vụ qua {connection}',
    en: '{agency} has not taken it in the time that was set; it also went to the official mailbox by {connection}',
  },
  'delivery.mail-lost': {
    vi: 'Thư gửi thêm vào hộp thư của {agency} không tới nơi ({code}); văn bản vẫn chờ ở kênh nhận',
    en: 'The mail to the mailbox of {agency} did not arrive ({code}); the document still waits in its channel',
  },
  'delivery.not-noticed': {
    vi: 'Trục không lập được thông báo đã đến (01) thay cho {agency}: {code}',
    en: 'The hub could not write the notice of arrival (01) for {agency}: {code}',
  },
  'delivery.late': {
    vi: 'Chưa gửi được đến {agency}; nếu vẫn không được thì dừng gửi lúc {deadline}',
    en: 'Not delivered to {agency} yet; given up at {deadline} if it stays so',
  },
  'delivery.kept-back': {
    vi: '{actor} giữ lại, chưa gửi đến {agency}: {why}',
    en: '{actor} holds it back from {agency}: {why}',
  },
  'delivery.released': {
    vi: '{actor} cho gửi tiếp đến {agency}: {why}',
    en: '{actor} lets it go on to {agency}: {why}',
  },
  'delivery.redriven': {
    vi: '{actor} cho gửi lại đến {agency}: {why}',
    en: '{actor} sends it to {agency} again: {why}',
  },
  'delivery.stopped': {
    vi: '{actor} dừng gửi đến {agency}: {why}',
    en: '{actor} stops the delivery to {agency}: {why}',
  },
  'delivery.reminded': {
    vi: 'Bên gửi đôn đốc {agency} tiếp nhận văn bản',
    en: 'The sender reminds {agency} to accept the document',
  },
  'delivery.sent-on-paper': {
    vi: '{by} ghi nhận đã gửi bản giấy đến {addressedCode} ngày {day}',
    en: '{by} notes that it was sent to {addressedCode} on paper on {day}',
  },
  'queue.refused': {
    vi: 'Hàng đợi không nhận {jobs} lượt gửi ({problem}); trả lại để gửi ngay khi hàng đợi nhận',
    en: 'The queue did not take {jobs} jobs ({problem}); they went back and are sent as soon as it does',
  },
  'lane.paused': {
    vi: '{actor} tạm ngừng gửi đến {lane}: {why}',
    en: '{actor} paused sending to {lane}: {why}',
  },
  'lane.resumed': {
    vi: '{actor} cho gửi tiếp đến {lane}: {why}',
    en: '{actor} resumed sending to {lane}: {why}',
  },
  'lane.opened': {
    vi: 'Tạm ngừng gửi đến {lane} sau {failures} lần lỗi',
    en: 'Sending to {lane} paused after {failures} failures',
  },
  'lane.closed': {
    vi: 'Gửi lại bình thường đến {lane}',
    en: 'Sending to {lane} is back to normal',
  },
  'duty.kept': {
    vi: '{agency} làm đúng hạn: {duty} (hạn {due})',
    en: '{agency} in time: {duty} (due {due})',
  },
  'duty.late': {
    vi: '{agency} làm trễ hạn: {duty} (hạn {due})',
    en: '{agency} late: {duty} (due {due})',
  },
  'duty.missed': {
    vi: '{agency} không thực hiện: {duty} (hạn {due})',
    en: '{agency} never did it: {duty} (due {due})',
  },
  'alert.sent': {
    vi: 'Đã cảnh báo {count} đầu mối: {alert}',
    en: 'Alerted {count} contacts: {alert}',
  },
  'alert.failed': {
    vi: 'Không báo được {count} đầu mối, thôi thử lại ({code}): {alert}',
    en: 'Could not reach {count} contacts, given up ({code}): {alert}',
  },
  'alert.unheard': {
    vi: 'Chưa đăng ký đầu mối nào để nhận cảnh báo: {alert}',
    en: 'Nobody is registered to be alerted: {alert}',
  },
  'contact.added': {
    vi: 'Thêm đầu mối nhận cảnh báo {contact} ({channel}) của {agency}',
    en: 'Contact {contact} ({channel}) of {agency} added for alerts',
  },
  'contact.removed': {
    vi: 'Bỏ đầu mối nhận cảnh báo {contact} ({channel}) của {agency}',
    en: 'Contact {contact} ({channel}) of {agency} no longer alerted',
  },
  'calendar.imported': {
    vi: 'Nhập lịch làm việc: {days} ngày khác thường',
    en: 'Working calendar imported: {days} days that differ',
  },
  'document.held': {
    vi: '{actor} đóng băng văn bản, không xóa khi hết thời hạn lưu: {reason}',
    en: '{actor} put the document on hold, retention leaves it alone: {reason}',
  },
  'document.hold-lifted': {
    vi: '{actor} bỏ đóng băng văn bản: {reason}',
    en: '{actor} lifted the hold on the document: {reason}',
  },
  'archive.exported': {
    vi: '{actor} xuất {documents} văn bản tiếp nhận trước {until} ra kho lưu trữ {place}',
    en: '{actor} exported {documents} documents accepted before {until} to the archive {place}',
  },
  'content.expired': {
    vi: 'Nội dung đã hết thời hạn lưu ({rule}, {months} tháng) và được xóa; biên nhận và lịch sử vẫn giữ',
    en: 'The content has outlived its retention ({rule}, {months} months) and was removed; receipts and history are kept',
  },
  'retention.rule-set': {
    vi: '{actor} đặt thời hạn lưu {class} {type}: {months} tháng; căn cứ: {reason}',
    en: '{actor} set the retention of {class} {type} to {months} months; ground: {reason}',
  },
  'retention.rule-removed': {
    vi: '{actor} bỏ thời hạn lưu {class} {type}, giữ mãi; căn cứ: {reason}',
    en: '{actor} took back the retention of {class} {type}, kept for ever; ground: {reason}',
  },
  'retention.ran': {
    vi: 'Xóa theo thời hạn lưu: nội dung của {documents} văn bản, {bytes} byte, {rows} dòng; tháng: {months}',
    en: 'Retention removed the content of {documents} documents, {bytes} bytes, and {rows} rows; months: {months}',
  },
  'backup.made': {
    vi: '{actor} đã sao lưu: {name}, {files} tệp, {bytes} byte',
    en: '{actor} made the backup {name}: {files} files, {bytes} bytes',
  },
  'backup.restored': {
    vi: '{actor} đã khôi phục bản sao lưu {name}, trạng thái lúc {taken}',
    en: '{actor} restored the backup {name}, the state of {taken}',
  },
  ...AUDIT_EVENTS,
  ...STATUS_EVENTS,
  ...ACCOUNT_EVENTS,
  ...AXIS_EVENTS,
  ...CONNECTION_EVENTS,
  ...DOSSIER_EVENTS,
  ...REGISTER_EVENTS,
  ...REGISTRY_EVENTS,
  ...VXP_EVENTS,
} as const satisfies Record<string, EventSpec>;

export type EventType = keyof typeof EVENTS;
