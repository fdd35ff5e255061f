import type { EventSpec } from './events.ts';

/** Dossiers of một cửa systems: the thread of their documents, and their states 1 to 10. */
export const DOSSIER_EVENTS = {
  'dossier.opened': {
    vi: 'Mở hồ sơ thủ tục hành chính {number}',
    en: 'The dossier {number} was opened',
  },
  'dossier.joined': {
    vi: 'Thuộc hồ sơ thủ tục hành chính {number}',
    en: 'Belongs to the dossier {number}',
  },
  'dossier.state-reported': {
    vi: '{agency} báo hồ sơ {number}: {dossierState}',
    en: '{agency} reported of the dossier {number}: {dossierState}',
  },
  'dossier.state-out-of-order': {
    vi: '{agency} báo hồ sơ {number}: {dossierState}, không theo trình tự sau {dossierBefore}; chỉ ghi vào lịch sử',
    en: '{agency} reported of the dossier {number}: {dossierState}, which does not follow {dossierBefore}; kept as history only',
  },
} as const satisfies Record<string, EventSpec>;
