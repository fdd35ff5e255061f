/** edXML dates carry no zone; QĐ 28/2018 Art 14(4) makes them Vietnam's, which is UTC+7 all year. */
const OFFSET_MS = 7 * 3_600_000;

/** `yyyy/MM/dd`. */
export function formatDate(at: Date): string {
  return shifted(at).slice(0, 10).replaceAll('-', '/');
}

/** `yyyy/MM/dd HH:mm:ss`. */
export function formatTimestamp(at: Date): string {
  return `${formatDate(at)} ${shifted(at).slice(11, 19)}`;
}

function shifted(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString();
}
