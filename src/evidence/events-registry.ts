import type { EventSpec } from './events.ts';

/** What is done to agencies, and to the systems, certificates and channels that serve them. */
export const REGISTRY_EVENTS = {
  'agency.imported': {
    vi: 'Nhập danh mục cơ quan: {created} mới, {updated} cập nhật',
    en: 'Agencies imported: {created} new, {updated} updated',
  },
  'agency.heir-chosen': {
    vi: 'Chọn {successor} kế thừa {agency}: {why}',
    en: '{successor} was chosen to take over from {agency}: {why}',
  },
  'reform.scheduled': {
    vi: 'Đợt sắp xếp cơ quan {name} sẽ thực hiện từ ngày {at}: {why}',
    en: 'The reform {name} will take effect on {at}: {why}',
  },
  'reform.applied': {
    vi: 'Thực hiện đợt sắp xếp cơ quan {name} từ ngày {at}: {why}',
    en: 'The reform {name} took effect on {at}: {why}',
  },
  'reform.cancelled': {
    vi: 'Hủy đợt sắp xếp cơ quan {name} dự kiến ngày {at}: {why}',
    en: 'The reform {name} of {at} was cancelled: {why}',
  },
  'reform.failed': {
    vi: 'Không thực hiện được đợt sắp xếp cơ quan {name} ngày {at}: lỗi ở dòng {lines}',
    en: 'The reform {name} of {at} could not be applied: bad lines {lines}',
  },
  'agency.reformed': {
    vi: 'Sắp xếp {agency} theo {reform} từ ngày {at} ({change}): {why}',
    en: '{agency} changed by {reform} from {at} ({change}): {why}',
  },
  'catalogue.synchronised': {
    vi: 'Đọc danh mục dùng chung {catalogue}: {added} mới, {changed} thay đổi, {gone} không còn, {unknown} trục chưa biết',
    en: 'Shared catalogue {catalogue} read: {added} new, {changed} changed, {gone} gone, {unknown} not known here',
  },
  'catalogue.wanted': {
    vi: '{actor} yêu cầu đồng bộ ngay danh mục dùng chung {catalogues} (từ {from})',
    en: '{actor} asked to have the shared catalogues {catalogues} read now (from {from})',
  },
  'catalogue.failed': {
    vi: 'Không đọc được danh mục dùng chung {catalogue}: {code}',
    en: 'The shared catalogue {catalogue} could not be read: {code}',
  },
  'system.created': {
    vi: '{actor} thêm hệ thống {name} (từ {from}): {why}',
    en: '{actor} added the system {name} (from {from}): {why}',
  },
  'system.key-rotated': {
    vi: '{actor} cấp khóa mới cho hệ thống {name}, khóa cũ còn dùng {hours} giờ (từ {from}): {why}',
    en: '{actor} gave the system {name} a new key, the old one holds {hours} h more (from {from}): {why}',
  },
  'system.assigned': {
    vi: '{actor} giao hệ thống {name} các cơ quan {agencies} (từ {from}): {why}',
    en: '{actor} let the system {name} act for {agencies} (from {from}): {why}',
  },
  'system.released': {
    vi: '{actor} thôi giao hệ thống {name} các cơ quan {agencies} (từ {from}): {why}',
    en: '{actor} ended what the system {name} does for {agencies} (from {from}): {why}',
  },
  'system.recall-form': {
    vi: 'Hệ thống {name} thực hiện thu hồi theo hình thức {form}',
    en: 'System {name} obeys recalls by {form}',
  },
  'system.disabled': {
    vi: '{actor} ngừng hệ thống {name} (từ {from}): {why}',
    en: '{actor} stopped the system {name} (from {from}): {why}',
  },
  'certificate.bound': {
    vi: '{actor} gắn chứng thư số {serial} cho {agency} (từ {from}): {why}',
    en: '{actor} bound the certificate {serial} to {agency} (from {from}): {why}',
  },
  'certificate.revoked': {
    vi: '{actor} thu hồi chứng thư số {serial} của {agency} (từ {from}): {why}',
    en: '{actor} revoked the certificate {serial} of {agency} (from {from}): {why}',
  },
  'sealing-key.added': {
    vi: 'Giao khóa ký hệ thống của {agency} cho trục giữ, chứng thư số {serial}',
    en: 'The hub now holds the system key of {agency}, certificate {serial}',
  },
  'sealing-key.removed': {
    vi: 'Bỏ khóa ký hệ thống của {agency}, chứng thư số {serial}: {why}',
    en: 'The system key of {agency}, certificate {serial}, was removed: {why}',
  },
  'channel.set': {
    vi: '{actor} đặt kênh nhận {kind} cho {agency} (từ {from}): {why}',
    en: '{actor} set the receiving channel {kind} of {agency} (from {from}): {why}',
  },
  'channel.tested': {
    vi: '{actor} gọi thử kênh nhận của {agency}: {verdict} sau {ms} ms (từ {from}): {why}',
    en: '{actor} tested the receiving channel of {agency}: {verdict} after {ms} ms (from {from}): {why}',
  },
  'fallback.set': {
    vi: '{actor} đặt hộp thư dự phòng của {agency} qua {connection} sau {minutes} phút (từ {from}): {why}',
    en: '{actor} set the fall-back mailbox of {agency} by {connection} after {minutes} minutes (from {from}): {why}',
  },
  'fallback.removed': {
    vi: '{actor} bỏ hộp thư dự phòng của {agency} (từ {from}): {why}',
    en: '{actor} removed the fall-back mailbox of {agency} (from {from}): {why}',
  },
  'agency.contact-changed': {
    vi: '{actor} sửa thông tin liên hệ của {agency}, đầu mối {contactPoint} (từ {from}): {why}',
    en: '{actor} changed the contact details of {agency}, contact point {contactPoint} (from {from}): {why}',
  },
  'portal.mode-set': {
    vi: '{actor} đặt chế độ đăng lên cổng thông tin điện tử: {mode}, phạm vi {scope}: {why}',
    en: '{actor} set what goes on the portal: {mode}, for {scope}: {why}',
  },
  'board.declared': {
    vi: '{agency} khai báo tháng {month}: {issued} văn bản phát hành, {leaders} người có thẩm quyền ký',
    en: '{agency} declared for {month}: {issued} documents issued, {leaders} persons who may sign',
  },
} as const satisfies Record<string, EventSpec>;
