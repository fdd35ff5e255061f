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
  'connection.letter': {
    vi: 'Trục lập gói edXML cho văn bản {code} mà hệ thống {connection} trả lời; chữ ký của cơ quan: {seal}',
    en: 'The hub wrote the edXML of {code}, by which the system {connection} answers; seal of the agency: {seal}',
  },
  'connection.refused': {
    vi: 'Không nhận gói tin {transportId} của hệ thống {connection}: {code}',
    en: 'Package {transportId} of the system {connection} was refused: {code}',
  },
} as const satisfies Record<string, EventSpec>;
