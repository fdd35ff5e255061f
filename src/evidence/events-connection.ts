import type { EventSpec } from './events.ts';

/** What happens on the connections to document systems that the hub calls. */
export const CONNECTION_EVENTS = {
  'connection.saved': {
    vi: '{actor} cấu hình kết nối {connection} ({adapter}) (từ {from}): {why}',
    en: '{actor} configured connection {connection} ({adapter}) (from {from}): {why}',
  },
  'connection.enabled': {
    vi: '{actor} mở kết nối {connection} (từ {from}): {why}',
    en: '{actor} started connection {connection} (from {from}): {why}',
  },
  'connection.disabled': {
    vi: '{actor} dừng kết nối {connection} (từ {from}): {why}',
    en: '{actor} stopped connection {connection} (from {from}): {why}',
  },
  'connection.down': {
    vi: 'Mất liên lạc với hệ thống {connection}: {code}',
    en: 'The system {connection} does not answer: {code}',
  },
  'connection.up': {
    vi: 'Đã liên lạc lại được với hệ thống {connection} sau {minutes} phút',
    en: 'The system {connection} answers again after {minutes} minutes',
  },
  'connection.refused': {
    vi: 'Không nhận gói tin {transportId} của hệ thống {connection}: {code}; đã báo lại hệ thống đó',
    en: 'Package {transportId} of the system {connection} was refused: {code}; the system was told',
  },
} as const satisfies Record<string, EventSpec>;
