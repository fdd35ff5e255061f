/** To whom a document is passed on (NĐ 30/2020 Điều 23 khoản 2), as the hub writes it into a status 04 and reads it back. */
export interface Assignment {
  /** Chủ trì. */
  readonly lead: string;
  /** Phối hợp. */
  readonly helpers?: string | undefined;
  /** Ý kiến chỉ đạo giải quyết. */
  readonly directive?: string | undefined;
  /** Thời hạn, `2026-11-25`. */
  readonly dueOn?: string | undefined;
}

/** The message goes to another agency, whose clerk reads Vietnamese. */
export function writeAssignment({ lead, helpers, directive, dueOn }: Assignment): string {
  const lines = [
    `Chủ trì: ${lead}`,
    helpers && `Phối hợp: ${helpers}`,
    directive && `Ý kiến chỉ đạo: ${directive}`,
    dueOn && `Thời hạn: ${dueOn.split('-').reverse().join('/')}`,
  ];
  return lines.filter(Boolean).join('. ');
}

const WRITTEN =
  /^Chủ trì: (.*?)(?:\. Phối hợp: (.*?))?(?:\. Ý kiến chỉ đạo: (.*?))?(?:\. Thời hạn: (\d\d)\/(\d\d)\/(\d{4}))?$/s;

/** The parts of a status 04's text; what another system has written in its own way is all `lead`. */
export function readAssignment(description: string): Assignment {
  const parts = WRITTEN.exec(description);
  if (!parts) return { lead: description };
  const [, lead = '', helpers, directive, day, month, year] = parts;
  return { lead, helpers, directive, dueOn: day && `${year}-${month}-${day}` };
}
