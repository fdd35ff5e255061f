import type { Language } from '../../platform/errors.ts';
import { seconds } from '../demo/teller.ts';
import type { Bilingual, Output, Style } from '../output.ts';
import type { Point, Report, Result } from './model.ts';
import type { Seat } from './seat.ts';

export const OUTCOME: Readonly<
  Record<Result['outcome'], { readonly style: Style; readonly mark: string; readonly words: Bilingual }>
> = {
  pass: { style: 'green', mark: '✓', words: { vi: 'Đạt', en: 'Pass' } },
  fail: { style: 'red', mark: '✗', words: { vi: 'Không đạt', en: 'Fail' } },
  open: { style: 'yellow', mark: '?', words: { vi: 'Chưa rõ', en: 'Open' } },
};

export const SIDES: Readonly<Record<Point['side'], Bilingual>> = {
  receives: { vi: 'Nhận', en: 'Receiving' },
  keeps: { vi: 'Giữ quy tắc', en: 'Keeping the rules' },
  sends: { vi: 'Gửi', en: 'Sending' },
};

export const BY: Readonly<Record<Result['by'], Bilingual>> = {
  observation: { vi: 'quan sát', en: 'observed' },
  person: { vi: 'người xem trả lời', en: 'answered by a person' },
};

const OUTCOME_WIDTH = 9;
const ID_WIDTH = 24;

/** What the system under test has to be configured with. */
export function tellAccess(out: Output, seat: Seat, vxpBasePath: string): void {
  const { place, access, wire, key, webhookUrl, target } = seat;
  // A program reads the report from stdout; what has to be configured is for people all the same.
  const tell = (text = '') => (out.json ? out.remark(text) : out.line(text));
  const line = (name: Bilingual, value: string) => tell(`  ${out.say(name)}: ${value}`);
  tell(out.paint('bold', out.say({ vi: 'Cấu hình hệ thống cần thử:', en: 'Configure the system under test:' })));
  line({ vi: 'Đơn vị', en: 'Agency' }, `${place.name}  ${place.code}  ${place.codeQd20}`);
  if (target === 'connection') {
    tell(`  ${out.say({ vi: 'Trục tự gọi tới hệ thống.', en: 'The hub calls the system.' })}`);
  } else if (access.vxp) {
    line({ vi: 'Địa chỉ (service.endpoint)', en: 'Address (service.endpoint)' }, wire.url + vxpBasePath);
    line({ vi: 'systemid', en: 'systemid' }, access.vxp.systemId);
    line({ vi: 'secret', en: 'secret' }, access.vxp.secret);
  } else {
    line({ vi: 'Địa chỉ của trục', en: 'Address of the hub' }, wire.url);
    line({ vi: 'Khóa API', en: 'API key' }, access.apiKey);
  }
  if (target === 'webhook') {
    line({ vi: 'Webhook của hệ thống', en: "The system's webhook" }, webhookUrl ?? '–');
    line({ vi: 'Khóa bí mật của webhook', en: 'Secret of the webhook' }, access.webhookSecret ?? '–');
  }
  const passphrase = out.say({ vi: 'mật khẩu', en: 'passphrase' });
  line(
    { vi: 'Chứng thư số để ký', en: 'Certificate to sign with' },
    `${key.files.pkcs12} (${passphrase}: ${key.passphrase})`,
  );
  tell();
}

export function tellResult(out: Output, result: Result): void {
  const { style, mark, words } = OUTCOME[result.outcome];
  const outcome = out.paint(style, `${mark} ${out.say(words).padEnd(OUTCOME_WIDTH)}`);
  const time = out.paint('dim', `${seconds(result.seconds, out.language)} s`);
  out.line(`${outcome}  ${result.id.padEnd(ID_WIDTH)}  ${out.say(result.title)}  ${time}`);
  if (result.seen) out.line(`    ${out.say(result.seen)}`);
  if (result.fix) out.line(`    → ${out.say(result.fix)}`);
  if (result.outcome !== 'pass') out.line(out.paint('dim', `    ${out.say(result.source)}`));
}

export function summary({ results }: Pick<Report, 'results'>, language: Language): string {
  const count = (outcome: Result['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const byPerson = results.filter((one) => one.by === 'person').length;
  const [pass, fail, open] = [count('pass'), count('fail'), count('open')];
  return {
    vi: `${pass}/${results.length} điểm đạt, ${fail} không đạt, ${open} chưa rõ; ${byPerson} điểm do người xem trả lời.`,
    en: `${pass} of ${results.length} points pass, ${fail} fail, ${open} open; ${byPerson} were answered by a person.`,
  }[language];
}
