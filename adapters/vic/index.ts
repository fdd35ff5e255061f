import type { Connector } from '../connector.ts';
import { type FolderSettings, folder, folderSettings } from '../folder/index.ts';

/** As VIC's folders are called; every one may be set. */
export const VIC_FOLDERS = { incoming: 'VanBanDen', outgoing: 'VanBanDi', sent: 'DaGui', refused: 'Loi' } as const;

/** VIC (quản lý hồ sơ công việc) of Cà Mau: a tree of folders beside the VXP door that it calls by itself. */
export const vic: Connector<FolderSettings> = {
  ...folder,
  name: 'vic',
  title: { vi: 'VIC (quản lý hồ sơ công việc)', en: 'VIC (work dossiers)' },
  settings: folderSettings(VIC_FOLDERS),
};
