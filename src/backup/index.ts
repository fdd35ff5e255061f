export { type BackupReport, makeBackup } from './backup.ts';
export { backupErrors } from './errors.ts';
export { masterKeyIn } from './keys.ts';
export type { Manifest } from './manifest.ts';
export { type RestoreReport, restoreBackup } from './restore.ts';
export { type VerifyReport, verifyBackup } from './verify.ts';
export type { Watch } from './watch.ts';
