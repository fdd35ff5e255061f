import type { Watch } from '../backup/index.ts';
import type { Bilingual, Output } from './output.ts';
import { megabytes, type Progress, startProgress } from './progress.ts';

const PHASES: Readonly<Record<Parameters<Watch['begin']>[0], Bilingual>> = {
  database: { vi: 'Cơ sở dữ liệu', en: 'Database' },
  files: { vi: 'Tệp văn bản', en: 'Document files' },
  digests: { vi: 'Kiểm tra mã băm', en: 'Digests' },
  rows: { vi: 'Dòng dữ liệu', en: 'Rows' },
};

/** One progress bar a phase, on stderr. */
export function watchOn(out: Output): Watch {
  let bar: Progress | undefined;
  return {
    begin(phase, total, unit) {
      bar?.end();
      bar = startProgress({ label: out.say(PHASES[phase]), total, ...(unit === 'bytes' && { unit: megabytes }) });
    },
    at: (done) => bar?.at(done),
    end: () => bar?.end(),
  };
}
