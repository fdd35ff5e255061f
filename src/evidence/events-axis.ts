import type { EventSpec } from './events.ts';

/** What happens on the links to other axes. */
export const AXIS_EVENTS = {
  'axis.saved': {
    vi: 'Cấu hình trục {axis}',
    en: 'Axis {axis} configured',
  },
  'axis.enabled': {
    vi: '{actor} mở kết nối với trục {axis} (từ {from}): {why}',
    en: '{actor} started the link to axis {axis} (from {from}): {why}',
  },
  'axis.disabled': {
    vi: '{actor} dừng kết nối với trục {axis} (từ {from}): {why}',
    en: '{actor} stopped the link to axis {axis} (from {from}): {why}',
  },
  'axis.down': {
    vi: 'Mất liên lạc với trục {axis}: {code}',
    en: 'Axis {axis} does not answer: {code}',
  },
  'axis.up': {
    vi: 'Đã liên lạc lại được với trục {axis} sau {minutes} phút',
    en: 'Axis {axis} answers again after {minutes} minutes',
  },
  'axis.refused': {
    vi: 'Không nhận gói tin {transportId} của trục {axis}: {code}; đã báo lại trục đó',
    en: 'Package {transportId} of axis {axis} was refused: {code}; the axis was told',
  },
  'axis.synchronised': {
    vi: 'Đồng bộ danh mục của trục {axis}: {added} mới, {changed} thay đổi, {closed} đóng, {conflicts} xung đột',
    en: 'Directory of axis {axis}: {added} added, {changed} changed, {closed} closed, {conflicts} conflicts',
  },
} as const satisfies Record<string, EventSpec>;
