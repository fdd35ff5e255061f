import { CHANNEL_WORDS } from './channel-words.ts';
import type { Bilingual, Output } from './output.ts';

/** What these commands read of a REST answer; the whole of it goes out with `--json`. */
export interface DeliveryLine {
  readonly id: string;
  readonly addressedCode: string;
  readonly agencyName: string | null;
  readonly handoverCode: string | null;
  readonly channel: string;
  readonly words: Bilingual;
  /** What the recipient reported last. */
  readonly businessCode: string | null;
  readonly businessWords: Bilingual | null;
  readonly reason: Bilingual | null;
}

/** The deliveries of a document, one line per addressed agency. */
export function deliveryTable(out: Output, deliveries: readonly DeliveryLine[]): void {
  const headings = {
    vi: ['Bên nhận', 'Tên', 'Nơi nhận thay', 'Kênh', 'Tình trạng', 'Trạng thái xử lý', 'Lý do'],
    en: ['Recipient', 'Name', 'Received by', 'Channel', 'State', 'Business status', 'Reason'],
  }[out.language];
  out.table(
    headings,
    deliveries.map((one) => [
      one.addressedCode,
      one.agencyName ?? '–',
      one.handoverCode && one.handoverCode !== one.addressedCode ? one.handoverCode : '',
      CHANNEL_WORDS[one.channel] ? out.say(CHANNEL_WORDS[one.channel]!) : one.channel,
      out.say(one.words),
      one.businessWords ? `${one.businessCode} ${out.say(one.businessWords)}` : '',
      one.reason ? out.say(one.reason) : '',
    ]),
  );
}
