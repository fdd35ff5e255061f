/** Codes of the axes of this family. They travel as strings; `0` is the only success. */
export const CODES = {
  0: 'Thành công',
  10: 'Tệp không hợp lệ',
  15: 'Sai mã hệ thống hoặc khóa bí mật',
  18: 'Cơ quan nhận không tồn tại',
  19: 'Cơ quan gửi chưa đăng ký',
  20: 'Lỗi hệ thống, có thể gửi lại',
  21: 'Lỗi xử lý tệp',
  22: 'Sai định dạng edXML',
  23: 'Cơ quan nhận đang bị khóa',
} as const;

export type ErrorCode = Exclude<`${keyof typeof CODES}`, '0'>;

/** Whether the same request may succeed later: only a system error, and what no answer was had to. */
export function invitesRetry(code: string): boolean {
  return code === '20';
}

/** As a server: what every call answers, with the fields of its own. */
export function answerOk<F extends object>(fields: F) {
  return { status: 'OK', ErrorCode: '0', ErrorDesc: '', ...fields } as const;
}

export function answerFailed(code: ErrorCode, description: string) {
  return { status: 'FAIL', ErrorCode: code, ErrorDesc: description } as const;
}

/** As a client: an answer as far as it can be read. */
export interface Answer {
  readonly ok: boolean;
  /** `0` when it is ok. */
  readonly code: string;
  readonly description: string;
  /** Of sendEdoc. */
  readonly docId: string | null;
  /** Of countReceiveEdoc and countReceiveStatus. */
  readonly count: number | null;
  readonly data: unknown;
}

/** Null for what is no answer of this protocol at all. */
export function readAnswer(text: string): Answer | null {
  const found = parseObject(text);
  const code = found?.ErrorCode;
  if (!found || (typeof code !== 'string' && typeof code !== 'number')) return null;
  const { ErrorDesc, DocId, count, data } = found;
  return {
    ok: String(code) === '0',
    code: String(code),
    description: typeof ErrorDesc === 'string' ? ErrorDesc : '',
    docId: typeof DocId === 'string' && DocId !== '' ? DocId : null,
    count: Number.isSafeInteger(Number(count ?? Number.NaN)) ? Number(count) : null,
    data,
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
