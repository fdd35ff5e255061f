import { vietnamTime } from '../platform/clock.ts';
import type { Bilingual, Output } from './output.ts';

interface Named {
  readonly code: string;
  readonly name: string;
}

/** What `trace` tells of a dossier; `GET /v1/dossiers/{number}` gives it with more. */
export interface DossierStory {
  readonly number: string;
  readonly issuer: Named | null;
  readonly words: Bilingual | null;
  readonly dueOn: string | null;
  readonly overdue: boolean;
  readonly states: readonly {
    readonly words: Bilingual;
    readonly agency: Named;
    readonly reportedAt: string;
    readonly note: string | null;
    readonly follows: boolean;
  }[];
  readonly documents: readonly {
    readonly documentUid: string;
    readonly sender: Named;
    readonly acceptedAt: string;
    readonly deliveries: readonly { addressedCode: string; agencyName: string | null; words: Bilingual }[];
  }[];
}

/** States and documents of a dossier in the order in which they happened. */
export function dossierLines(out: Output, story: DossierStory): void {
  const { number, issuer, words, dueOn, overdue } = story;
  out.line(out.paint('bold', number));
  out.line(`  ${out.say({ vi: 'Trạng thái hồ sơ', en: 'State of the dossier' })}: ${words ? out.say(words) : '–'}`);
  if (issuer) out.line(`  ${out.say({ vi: 'Cơ quan tiếp nhận', en: 'Taken in by' })}: ${issuer.code} ${issuer.name}`);
  if (dueOn) {
    const late = overdue ? ` ${out.paint('red', out.say({ vi: 'quá hạn', en: 'overdue' }))}` : '';
    out.line(`  ${out.say({ vi: 'Ngày hẹn trả kết quả', en: 'Result due on' })}: ${dueOn}${late}`);
  }
  const steps = [
    ...story.states.map((one) => ({ at: one.reportedAt, text: stateLine(out, one) })),
    ...story.documents.map((one) => ({ at: one.acceptedAt, text: documentLine(out, one) })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const { at, text } of steps) out.line(`${out.paint('dim', vietnamTime(new Date(at)))}  ${text}`);
  out.line();
}

function stateLine(out: Output, { words, agency, note, follows }: DossierStory['states'][number]): string {
  const odd = follows ? '' : ` ${out.paint('yellow', out.say({ vi: '(không theo trình tự)', en: '(out of order)' }))}`;
  return `${agency.name}: ${out.say(words)}${odd}${note ? `. ${note}` : ''}`;
}

function documentLine(out: Output, { documentUid, sender, deliveries }: DossierStory['documents'][number]): string {
  const to = deliveries.map((one) => `${one.agencyName ?? one.addressedCode} (${out.say(one.words)})`).join(', ');
  return `${sender.name} → ${to}: ${documentUid}`;
}
