import { edxmlError } from './errors.ts';
import type { Fields } from './fields.ts';
import { limited, readResponseFor, readSender, readStaff, refuseMissing } from './header.ts';
import { STATUS_CODES, type StatusCode, type StatusHeader } from './model.ts';
import { type Notices, noticeOrganization } from './notices.ts';

/** A message is a status when it names a StatusCode; a document has none, but some emitters leave an empty element. */
export function isStatus(message: Fields): boolean {
  if (message.text('StatusCode') === null) return message.one('StatusCode') !== null && message.all('To').length === 0;
  const to = message.all('To')[0];
  if (to) throw edxmlError('HEADER_AMBIGUOUS', { element: 'StatusCode + To', line: to.line });
  return true;
}

export function readStatus(message: Fields, notices: Notices): StatusHeader {
  const from = readSender(message);
  const about = message.one('ResponseFor');
  const responseFor = about ? readResponseFor(about) : refuseMissing('HEADER_MISSING.ResponseFor');
  // Matching falls back on notation and date, because clients in the field mix up the id (domain: code 13).
  if (responseFor.documentId === null && responseFor.code === null) refuseMissing('HEADER_MISSING.ResponseFor');
  for (const [name, text] of Object.entries(responseFor)) limited(`ResponseFor/${name}`, text);
  noticeOrganization('From', from, notices);
  return {
    kind: 'status',
    from,
    responseFor,
    staff: readStaff(message.one('StaffInfo')),
    statusCode: readCode(message.one('StatusCode')),
    description: message.text('Description'),
    timestamp: message.text('Timestamp'),
  };
}

function readCode(field: Fields | null): StatusCode {
  const text = field?.own() ?? refuseMissing('HEADER_MISSING.StatusCode');
  const code = STATUS_CODES.find((known) => known === text.padStart(2, '0'));
  if (code) return code;
  throw edxmlError('HEADER_INVALID.StatusCode', { value: text.slice(0, 40), line: field?.line ?? 0 });
}
