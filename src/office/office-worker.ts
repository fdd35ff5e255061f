import { buildDocument } from './document.ts';
import type { OfficeTask } from './model.ts';
import { buildWorkbook } from './workbook.ts';

export default async function run(task: OfficeTask): Promise<Uint8Array> {
  return task.make === 'workbook' ? buildWorkbook(task.sheets) : buildDocument(task.blocks, task.orientation);
}
