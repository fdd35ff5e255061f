import { buildStatus, type StatusCode } from '../../../edxml/index.ts';
import { timestampInVietnam } from '../../demo/numbers.ts';
import type { Entry } from './mailroom.ts';

/** A status on an incoming document as the agency's own system writes it. */
export function writeReport(own: string, entry: Entry, statusCode: StatusCode, description: string): Buffer {
  const { from, uid, code, promulgationDate } = entry;
  return buildStatus({
    from: { organId: own },
    responseFor: { organId: from, code, promulgationDate, documentId: uid },
    staff: { department: 'Văn thư', staff: 'Văn thư hệ thống mẫu' },
    statusCode,
    description,
    timestamp: timestampInVietnam(),
  });
}
