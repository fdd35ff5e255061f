import type { Notice } from '../../edxml/index.ts';
import { momentInWords } from '../../platform/clock.ts';
import type { ChangeKind, PdfSignature } from './model.ts';

const notice = (code: string, vi: string, en: string): Notice => ({ code, vi, en });

/** Sentences about a file, with the words of NĐ 30/2020 and QĐ 28/2018. */
export const FILE_WORDS = {
  unsignable: notice('PDF_NOT_SIGNABLE', 'Tệp không mang chữ ký.', 'The file carries no signature.'),
  person: notice(
    'PDF_PERSON_MISSING',
    'Thiếu chữ ký số của người có thẩm quyền (NĐ 30/2020/NĐ-CP, Phụ lục I).',
    'The digital signature of the competent person is missing (NĐ 30/2020/NĐ-CP, annex I).',
  ),
  organisation: notice(
    'PDF_ORGANISATION_MISSING',
    'Thiếu chữ ký số của cơ quan, tổ chức (NĐ 30/2020/NĐ-CP, Phụ lục I).',
    'The digital signature of the organisation is missing (NĐ 30/2020/NĐ-CP, annex I).',
  ),
  order: notice(
    'PDF_ORDER',
    'Chữ ký số của cơ quan, tổ chức có trước chữ ký số của người có thẩm quyền (NĐ 30/2020/NĐ-CP, Điều 32 khoản 2 điểm d).',
    'The organisation signed before the competent person (NĐ 30/2020/NĐ-CP, article 32(2)(d)).',
  ),
  reference: notice(
    'PDF_REFERENCE_ONLY',
    'Có giá trị để biết, tham khảo, không thay văn bản giấy (QĐ 28, Điều 4 khoản 2).',
    'For information only, does not replace paper (QĐ 28, article 4(2)).',
  ),
  untrusted: notice(
    'PDF_CHAIN_NOT_TRUSTED',
    'Chứng thư số của người ký không được tin cậy.',
    "The signer's certificate is not trusted.",
  ),
  unknownChain: notice(
    'PDF_CHAIN_UNKNOWN',
    'Chưa lấy được trạng thái chứng thư số của người ký.',
    "The status of the signer's certificate could not be obtained.",
  ),
  uncheckedChain: notice(
    'PDF_CHAIN_NOT_CHECKED',
    'Chưa kiểm đường dẫn chứng thư số của người ký.',
    "The chain of the signer's certificate was not checked.",
  ),
} as const;

const PARTIES = {
  person: ['Chữ ký số của người có thẩm quyền', 'Digital signature of the competent person'],
  organisation: ['Chữ ký số của cơ quan, tổ chức', 'Digital signature of the organisation'],
  unknown: ['Chữ ký số chưa rõ của người hay của cơ quan', 'Digital signature of a person or an organisation'],
} as const;

/** Who signed, and when. */
export function signedNotice(signature: PdfSignature, party: keyof typeof PARTIES): Notice {
  const { subject, agencyCode, timestamp, claimedTime } = signature;
  const who = [subject?.commonName, subject?.unit, subject?.organization, agencyCode].filter(Boolean).join(', ');
  const stamped = timestamp?.state === 'intact' ? timestamp.time : null;
  const known = stamped ?? claimedTime;
  const time = known === null ? null : momentInWords(known);
  const [vi, en] = PARTIES[party];
  const when = {
    vi: time === null ? '' : stamped ? `, dấu thời gian ${time}` : `, người ký khai lúc ${time}`,
    en: time === null ? '' : stamped ? `, time-stamped ${time}` : `, by the signer's clock ${time}`,
  };
  return notice('PDF_SIGNED', `${vi}: ${who}${when.vi}.`, `${en}: ${who}${when.en}.`);
}

const KINDS: Readonly<Record<ChangeKind, readonly [vi: string, en: string]>> = {
  signature: ['chữ ký', 'signature'],
  timestamp: ['dấu thời gian', 'time-stamp'],
  'validation-data': ['dữ liệu kiểm tra', 'validation data'],
  metadata: ['siêu dữ liệu', 'metadata'],
  form: ['ô biểu mẫu', 'form fields'],
  annotation: ['chú thích', 'annotations'],
  content: ['nội dung', 'content'],
};

/** What later revisions changed. */
export function changedNotice({ after, changes, removed, subject }: PdfSignature): Notice {
  const who = subject?.commonName ?? '?';
  if (after === 'not-determined') {
    return notice(
      'PDF_CHANGES_UNKNOWN',
      `Không xác định được tệp có bị thay đổi sau chữ ký của ${who} hay không.`,
      `It could not be determined whether the file was changed after the signature of ${who}.`,
    );
  }
  const kinds = [...new Set(changes.flatMap((change) => change.kinds))];
  const what = removed ? [KINDS.signature] : kinds.length > 0 ? kinds.map((kind) => KINDS[kind]) : [KINDS.content];
  return notice(
    after === 'changed' ? 'PDF_CHANGED' : 'PDF_CHANGED_AFTERWARDS',
    `Tệp bị thay đổi sau chữ ký của ${who}: ${what.map(([vi]) => vi).join(', ')}.`,
    `The file was changed after the signature of ${who}: ${what.map(([, en]) => en).join(', ')}.`,
  );
}
