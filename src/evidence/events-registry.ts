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
  'system.created': {
    vi: 'Thêm hệ thống {name}',
    en: 'System {name} added',
  },
  'system.key-rotated': {
    vi: 'Đổi khóa của hệ thống {name}',
    en: 'Key of system {name} rotated',
  },
  'system.assigned': {
    vi: 'Hệ thống {name} được giao các cơ quan {agencies}',
    en: 'System {name} now acts for {agencies}',
  },
  'system.released': {
    vi: 'Hệ thống {name} thôi phục vụ các cơ quan {agencies}',
    en: 'System {name} no longer acts for {agencies}',
  },
  'system.recall-form': {
    vi: 'Hệ thống {name} thực hiện thu hồi theo hình thức {form}',
    en: 'System {name} obeys recalls by {form}',
  },
  'system.disabled': {
    vi: 'Ngừng hệ thống {name}',
    en: 'System {name} disabled',
  },
  'certificate.bound': {
    vi: 'Gắn chứng thư số {serial} cho {agency}',
    en: 'Certificate {serial} bound to {agency}',
  },
  'certificate.revoked': {
    vi: 'Thu hồi chứng thư số {serial} của {agency}',
    en: 'Certificate {serial} of {agency} revoked',
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
    vi: 'Đặt kênh nhận {kind} cho {agency}',
    en: 'Receiving channel {kind} set for {agency}',
  },
  'board.declared': {
    vi: '{agency} khai báo tháng {month}: {issued} văn bản phát hành, {leaders} người có thẩm quyền ký',
    en: '{agency} declared for {month}: {issued} documents issued, {leaders} persons who may sign',
  },
} as const satisfies Record<string, EventSpec>;
