import type { Facts } from '../../platform/errors.ts';

/** Why nothing was learnt of a certificate's revocation. */
export interface Obstacle {
  readonly kind: keyof typeof WORDS;
  /** The address in question; empty where there is none. */
  readonly address: string;
}

/** Parts of the sentences of REVOCATION_UNAVAILABLE. */
const WORDS = {
  noAddress: {
    vi: 'chứng thư số không ghi địa chỉ OCSP hay CRL nào',
    en: 'it names no OCSP or CRL address',
    fixVi: 'Đề nghị tổ chức chứng thực cấp lại chứng thư số có ghi địa chỉ OCSP hoặc CRL.',
    fixEn: 'Ask the authority for a certificate that names an OCSP or CRL address.',
  },
  notListed: {
    vi: 'địa chỉ mà chứng thư số ghi ({address}) không có trong REVOCATION_ALLOW',
    en: 'the address that it names ({address}) is not listed in REVOCATION_ALLOW',
    fixVi: 'Nếu máy chủ này đúng là của tổ chức chứng thực, quản trị trục thêm nó vào REVOCATION_ALLOW.',
    fixEn: "If the server is the authority's, the administrator of the hub adds it to REVOCATION_ALLOW.",
  },
  unreachable: {
    vi: 'không có câu trả lời dùng được từ {address}',
    en: 'no usable answer came from {address}',
    fixVi: 'Quản trị trục kiểm tra đường tới máy chủ này; nếu tới được, hỏi tổ chức chứng thực về CRL, OCSP của họ.',
    fixEn:
      'The administrator of the hub checks the way to that server; if it can be reached, the authority must look at its CRL and OCSP.',
  },
  noAnswer: {
    vi: 'không có CRL hay câu trả lời OCSP nào của nó còn dùng được',
    en: 'no CRL or OCSP answer about it is at hand and current',
    fixVi: 'Quản trị trục kiểm tra đường tới máy chủ OCSP, CRL của tổ chức chứng thực.',
    fixEn: "The administrator of the hub checks the way to the authority's OCSP and CRL servers.",
  },
} as const;

const NOT_KNOWN: Obstacle = { kind: 'noAnswer', address: '' };

/** The facts that complete those sentences, in both languages. */
export function obstacleFacts({ kind, address }: Obstacle = NOT_KNOWN): Facts {
  const words = Object.entries(WORDS[kind]).map(([name, text]) => [name, text.replace('{address}', () => address)]);
  return Object.fromEntries(words) as Facts;
}
