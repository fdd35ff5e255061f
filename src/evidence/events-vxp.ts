import type { EventSpec } from './events.ts';

/** Steps at the door that speaks an axis's protocol, and what administrators do for it. */
export const VXP_EVENTS = {
  'vxp.refused': {
    vi: 'Cổng VXP từ chối {endpoint} của {actor} từ {address}: {code}',
    en: 'The VXP door refused {endpoint} of {actor} from {address}: {code}',
  },
  'agency.registration-asked': {
    vi: '{actor} đề nghị đăng ký cơ quan {code} {name}',
    en: '{actor} asked to register the agency {code} {name}',
  },
  'agency.closing-asked': {
    vi: '{actor} đề nghị đóng cơ quan {code} {name}',
    en: '{actor} asked to close the agency {code} {name}',
  },
  'agency.request-accepted': {
    vi: '{actor} chấp nhận đề nghị đối với cơ quan {code} (từ {from}): {why}',
    en: '{actor} accepted what was asked for the agency {code} (from {from}): {why}',
  },
  'agency.request-refused': {
    vi: '{actor} từ chối đề nghị đối với cơ quan {code} (từ {from}): {why}',
    en: '{actor} refused what was asked for the agency {code} (from {from}): {why}',
  },
  'system.vxp-issued': {
    vi: '{actor} cấp khóa bí mật VXP mới cho hệ thống {name}, khóa cũ còn dùng {hours} giờ (từ {from}): {why}',
    en: '{actor} gave the system {name} a new VXP secret, the old one holds {hours} h more (from {from}): {why}',
  },
  'system.vxp-clock-set': {
    vi: 'Đặt giờ của hệ thống {name} là UTC{offset}',
    en: 'Clock of system {name} set to UTC{offset}',
  },
  'system.vxp-ended': {
    vi: 'Hệ thống {name} thôi dùng VXP',
    en: 'System {name} no longer connects by VXP',
  },
} as const satisfies Record<string, EventSpec>;
