import type { HubError, Language } from '../platform/errors.ts';

/** How every command ends. The numbers are part of the contract with scripts: they are only ever added to. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  refused: 3,
  later: 4,
  notFound: 5,
  checkFailed: 6,
} as const;

export type Exit = keyof typeof EXIT;

/** What each exit code says, for `--help` and the reference page. */
export const EXIT_MEANING: Readonly<Record<Exit, Readonly<Record<Language, string>>>> = {
  done: { vi: 'xong', en: 'done' },
  unexpected: { vi: 'lỗi ngoài dự kiến', en: 'something unexpected' },
  usage: { vi: 'gõ lệnh chưa đúng', en: 'the command was not written correctly' },
  refused: { vi: 'bị từ chối; gửi lại y nguyên sẽ bị từ chối nữa', en: 'refused; the same again is refused again' },
  later: { vi: 'chưa được, thử lại sau', en: 'not now, try later' },
  notFound: { vi: 'không tìm thấy', en: 'not found' },
  checkFailed: { vi: 'kiểm tra không đạt', en: 'the check failed' },
};

/** Whether trying again helps is a property of the error, and so is the exit code. */
export function exitOf(error: HubError): Exit {
  if (error.code === 'USAGE') return 'usage';
  if (error.code === 'UNEXPECTED') return 'unexpected';
  if (error.spec.retry) return 'later';
  return error.spec.status === 404 ? 'notFound' : 'refused';
}
