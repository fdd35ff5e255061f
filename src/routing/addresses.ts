import type { DocumentHeader, Header } from '../edxml/index.ts';
import { normaliseCode } from '../registry/index.ts';

/**
 * Whom a package goes to: the agencies in To, and what its business block makes of them. A recall that names recipients
 * goes to those alone; an update goes to added ones and not to removed ones, and to nobody else when it changes nothing
 * but the list (DocumentInfo 0); a replacement goes to all that it names as well (QCVN 102:2016, 2.2).
 */
export function addressedCodes(header: DocumentHeader): string[] {
  const { bussiness } = header;
  const to = header.to.map((one) => one.organId);
  switch (bussiness?.docType ?? 0) {
    case 1: {
      const named = namedByRecall(header);
      return named.length > 0 ? named : to;
    }
    case 2: {
      const { receivers, documentInfo } = bussiness!;
      const added = receivers.filter((one) => one.change === 'added').map((one) => one.organId);
      const listOnly = documentInfo === '0' && receivers.length > 0;
      return without([...(listOnly ? [] : to), ...added], removedCodes(header));
    }
    case 3:
      return [...to, ...bussiness!.replacements.flatMap((one) => one.organIds)];
    default:
      return to;
  }
}

/** Recipients that an update takes off the list. */
export function removedCodes(header: Header): string[] {
  if (header.kind !== 'document' || header.bussiness?.docType !== 2) return [];
  return header.bussiness.receivers.filter((one) => one.change === 'removed').map((one) => one.organId);
}

/** Recipients from whom alone a recall takes the document back; empty for all in To. */
function namedByRecall({ bussiness }: DocumentHeader): string[] {
  const { replacements, receivers } = bussiness!;
  return [
    ...replacements.flatMap((one) => one.organIds),
    ...receivers.filter((one) => one.change === 'removed').map((one) => one.organId),
  ];
}

function without(codes: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(removed.map(normaliseCode));
  return codes.filter((code) => !gone.has(normaliseCode(code)));
}
