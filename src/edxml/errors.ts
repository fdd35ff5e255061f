import { defineErrors, type ErrorSpec } from '../platform/errors.ts';

const FORMAT = 'FORMAT_FAILURE';

/** A limit of the reader: what is too big or too many, and its name in both languages. */
function limit(vi: string, en: string, fixVi: string, fixEn: string): ErrorSpec {
  return {
    status: 413,
    retry: false,
    subIndication: FORMAT,
    vi: { title: `${vi} vượt giới hạn {limit}.`, fix: fixVi },
    en: { title: `${en} exceeds the limit of {limit}.`, fix: fixEn },
  };
}

/** A part of the header without which the hub cannot act. */
function missing(element: string): ErrorSpec {
  return {
    status: 422,
    retry: false,
    subIndication: FORMAT,
    vi: {
      title: `Gói tin thiếu ${element} (phần tử phải có và không được để trống).`,
      fix: `Điền ${element} rồi gửi lại.`,
    },
    en: {
      title: `The package has no ${element} (the element is required and must not be empty).`,
      fix: `Fill in ${element} and send again.`,
    },
  };
}

function invalid(element: string, allowed: string): ErrorSpec {
  return {
    status: 422,
    retry: false,
    subIndication: FORMAT,
    vi: {
      title: `${element} có giá trị "{value}" không dùng được (dòng {line}).`,
      fix: `Dùng một trong các giá trị: ${allowed}.`,
    },
    en: {
      title: `${element} has the value "{value}", which cannot be used (line {line}).`,
      fix: `Use one of: ${allowed}.`,
    },
  };
}

function refused(
  status: number,
  vi: [title: string, fix: string],
  en: [title: string, fix: string],
  subIndication = FORMAT,
): ErrorSpec {
  return {
    status,
    retry: false,
    subIndication,
    vi: { title: vi[0], fix: vi[1] },
    en: { title: en[0], fix: en[1] },
  };
}

const SMALLER: [string, string] = ['Giảm bớt rồi gửi lại.', 'Reduce it and send again.'];

/**
 * Why a package cannot be read. A title's `{vi}` and `{en}` are facts: the part of the sentence that only the case knows,
 * in each language.
 */
export const { catalogue: edxmlErrors, error: edxmlError } = defineErrors({
  NOT_XML: refused(
    400,
    ['Nội dung gửi lên không phải là XML.', 'Gửi tệp edXML (.edxml), hoặc multipart có phần "envelope" là edXML.'],
    ['What was sent is not XML.', 'Send an edXML file (.edxml), or multipart whose part "envelope" is edXML.'],
  ),
  NOT_EDXML: refused(
    422,
    [
      'Tệp là XML nhưng không phải edXML: phần tử gốc là {root}.',
      'Dùng phần tử gốc edXML với không gian tên http://www.mic.gov.vn/TBT/QCVN_102_2016 (QCVN 102:2016/BTTTT).',
    ],
    [
      'The file is XML but not edXML: its root is {root}.',
      'Use the root edXML in the namespace http://www.mic.gov.vn/TBT/QCVN_102_2016 (QCVN 102:2016/BTTTT).',
    ],
  ),
  PREDECESSOR_FORMAT: refused(
    422,
    [
      'Gói tin theo định dạng eDoc cũ (trước QCVN 102:2016/BTTTT); trục không nhận định dạng này.',
      'Nâng cấp phần mềm để gửi edXML theo QCVN 102:2016/BTTTT, hoặc gửi tại trang web của trục.',
    ],
    [
      'The package is in the older eDoc format (before QCVN 102:2016/BTTTT), which the hub does not take.',
      'Have the software send edXML by QCVN 102:2016/BTTTT, or send at the web pages of the hub.',
    ],
  ),
  BODY_TRUNCATED: refused(
    400,
    ['Nội dung bị cắt cụt: {vi}.', 'Gửi lại toàn bộ gói tin.'],
    ['The body was cut short: {en}.', 'Send the whole package again.'],
  ),
  UNSUPPORTED_ENCODING: refused(
    415,
    ['Mã hóa ký tự không được hỗ trợ: {vi} (dòng {line}).', 'Ghi tệp bằng UTF-8 và khai báo encoding="UTF-8".'],
    ['The character encoding is not supported: {en} (line {line}).', 'Write the file in UTF-8 and declare it so.'],
  ),
  XML_NOT_WELL_FORMED: refused(
    400,
    ['XML không đúng cú pháp: {vi}.', 'Sửa tại các dòng đã nêu rồi gửi lại.'],
    ['The XML is not well-formed: {en}.', 'Correct the lines named and send again.'],
  ),
  XML_FORBIDDEN_CONSTRUCT: refused(
    400,
    [
      'XML có cấu trúc không được phép: {vi} (dòng {line}).',
      'Bỏ cấu trúc này; chỉ dùng khai báo XML, phần tử, thuộc tính, văn bản và năm thực thể có sẵn.',
    ],
    [
      'The XML uses a construct that is not allowed: {en} (line {line}).',
      'Remove it; use only the XML declaration, elements, attributes, text and the five predefined entities.',
    ],
  ),
  XML_SCHEMA_INVALID: refused(
    422,
    ['Sai lược đồ edXML tại {path} (dòng {line}): {vi}.', 'Sửa phần tử này theo lược đồ edxml-field.xsd.'],
    ['Not valid against the edXML schema at {path} (line {line}): {en}.', 'Correct it by edxml-field.xsd.'],
  ),
  BASE64_INVALID: refused(
    422,
    [
      'Tệp đính kèm "{name}" không phải base64 hợp lệ (dòng {line}): {vi}.',
      'Mã hóa lại tệp đính kèm bằng base64 (RFC 4648, bảng chữ chuẩn, đủ dấu =).',
    ],
    [
      'The attachment "{name}" is not valid base64 (line {line}): {en}.',
      'Encode the attachment again in base64 (RFC 4648, standard alphabet, with padding).',
    ],
  ),
  ATTACHMENT_MISPLACED: refused(
    422,
    [
      'ContentTransferEncoded nằm sai chỗ (dòng {line}).',
      'Chỉ đặt trong edXML/AttachmentEncoded/Attachment, mỗi tệp đính kèm một lần.',
    ],
    [
      'ContentTransferEncoded is in the wrong place (line {line}).',
      'Put it only in edXML/AttachmentEncoded/Attachment, once per attachment.',
    ],
  ),
  REFERENCE_SET_MISMATCH: refused(
    422,
    [
      'Danh mục (edXMLManifest), tệp đính kèm và chữ ký không khớp: {vi}.',
      'Mỗi Reference phải có đúng một tệp đính kèm cùng ContentId, và ngược lại; chữ ký phải bao gồm tất cả.',
    ],
    [
      'The manifest, the attachments and the signature do not agree: {en}.',
      'Give each Reference exactly one attachment with the same ContentId, and the reverse; a signature covers them all.',
    ],
    'SIGNED_DATA_NOT_FOUND',
  ),
  HEADER_AMBIGUOUS: refused(
    422,
    ['Phần tử {element} xuất hiện nhiều lần (dòng {line}).', 'Chỉ giữ một phần tử {element}.'],
    ['The element {element} occurs more than once (line {line}).', 'Keep a single {element}.'],
  ),
  'HEADER_MISSING.edXMLHeader': missing('edXMLHeader'),
  'HEADER_MISSING.MessageHeader': missing('MessageHeader'),
  'HEADER_MISSING.From': missing('From'),
  'HEADER_MISSING.From.OrganId': missing('From/OrganId'),
  'HEADER_MISSING.To': missing('To'),
  'HEADER_MISSING.To.OrganId': missing('To/OrganId'),
  'HEADER_MISSING.DocumentId': {
    ...missing('DocumentId'),
    vi: {
      title: 'Gói tin thiếu DocumentId, và cũng không đủ số, ký hiệu và ngày ban hành để lập thay.',
      fix: 'Điền DocumentId, hoặc điền CodeNumber và PromulgationDate.',
    },
    en: {
      title: 'The package has no DocumentId, nor the number and date from which one could be made.',
      fix: 'Fill in DocumentId, or CodeNumber and PromulgationDate.',
    },
  },
  'HEADER_MISSING.Subject': missing('Subject'),
  'HEADER_MISSING.ResponseFor': missing('ResponseFor/DocumentId'),
  'HEADER_MISSING.StatusCode': missing('StatusCode'),
  'HEADER_INVALID.BussinessDocType': invalid(
    'BussinessDocType',
    '0 (văn bản mới / new), 1 (thu hồi / recall), 2 (cập nhật / update), 3 (thay thế / replacement)',
  ),
  'HEADER_INVALID.StatusCode': invalid('StatusCode', '01, 02, 03, 04, 05, 06, 13, 15, 16'),
  MULTIPART_INVALID: refused(
    400,
    ['Nội dung multipart không đọc được: {vi}.', 'Tạo nội dung multipart theo RFC 2046 với boundary đã khai báo.'],
    ['The multipart body cannot be read: {en}.', 'Make the body by RFC 2046 with the boundary that was declared.'],
  ),
  'LIMIT_EXCEEDED.envelope': limit(
    'Phần XML ngoài tệp đính kèm',
    'The XML without attachments',
    'Chuyển nội dung lớn vào tệp đính kèm.',
    'Move large content into an attachment.',
  ),
  'LIMIT_EXCEEDED.attachments': limit('Số tệp đính kèm', 'The number of attachments', ...SMALLER),
  'LIMIT_EXCEEDED.attachment': limit(
    'Tệp đính kèm thứ {position}',
    'Attachment {position}',
    'Chia nhỏ hoặc nén tệp rồi gửi lại.',
    'Split or compress the file and send again.',
  ),
  'LIMIT_EXCEEDED.recipients': limit('Số nơi nhận', 'The number of recipients', ...SMALLER),
  'LIMIT_EXCEEDED.depth': limit('Độ sâu phần tử (dòng {line})', 'The depth of elements (line {line})', ...SMALLER),
  'LIMIT_EXCEEDED.attributes': limit(
    'Số thuộc tính của một phần tử (dòng {line})',
    'The number of attributes of an element (line {line})',
    ...SMALLER,
  ),
  'LIMIT_EXCEEDED.attributeBytes': limit(
    'Độ dài một thuộc tính (dòng {line})',
    'The length of an attribute (line {line})',
    ...SMALLER,
  ),
  'LIMIT_EXCEEDED.namespaces': limit(
    'Số khai báo không gian tên của một phần tử (dòng {line})',
    'The number of namespace declarations of an element (line {line})',
    ...SMALLER,
  ),
  'LIMIT_EXCEEDED.name': limit('Độ dài một tên (dòng {line})', 'The length of a name (line {line})', ...SMALLER),
  'LIMIT_EXCEEDED.identifier': limit(
    'Số ký tự của {element}',
    'The number of characters of {element}',
    'Dùng số, ký hiệu hoặc mã định danh ngắn hơn.',
    'Use a shorter number, notation or id.',
  ),
  'LIMIT_EXCEEDED.startTag': limit('Độ dài một thẻ (dòng {line})', 'The length of a tag (line {line})', ...SMALLER),
  'LIMIT_EXCEEDED.elements': limit('Số phần tử', 'The number of elements', ...SMALLER),
  'LIMIT_EXCEEDED.comments': limit('Số chú thích XML', 'The number of XML comments', ...SMALLER),
  'LIMIT_EXCEEDED.partHeaders': limit(
    'Phần đầu của một part trong multipart',
    'The headers of a multipart part',
    ...SMALLER,
  ),
  'LIMIT_EXCEEDED.unzip': limit(
    'Tỷ lệ giải nén của tệp đính kèm',
    'The expansion of the zipped attachment',
    'Tải tệp ZIP nguyên dạng và kiểm tra trước khi mở.',
    'Fetch the ZIP as it is and examine it before opening.',
  ),
  ATTACHMENT_NOT_ZIPPED: refused(
    422,
    ['Tệp đính kèm không phải ZIP một mục nên không giải nén được.', 'Tải tệp nguyên dạng.'],
    ['The attachment is not a ZIP of one entry and cannot be unzipped.', 'Fetch it as it is.'],
  ),
});
