import { assemble, stream } from '../pdf.ts';
import { fontObjects, showText, widthOf, wrap } from './type.ts';

/** What stands on the page of a letter. */
export interface LetterPage {
  readonly agency: string;
  /** `101/UBND-VX`. */
  readonly code: string;
  readonly place: string;
  /** `yyyy/MM/dd`. */
  readonly date: string;
  readonly typeName: string;
  readonly subject: string;
  /** In the law's words, `Hỏa tốc`; null when it is not urgent. */
  readonly urgency: string | null;
  readonly to: readonly string[];
  readonly competence: string;
  readonly position: string;
  readonly signer: string;
}

/** A4 with the margins of NĐ 30/2020 PL I: 20 mm above and below, 30 mm left, 15 mm right, in points. */
const [WIDTH, HEIGHT] = [595, 842];
const [LEFT, RIGHT, TOP] = [85, WIDTH - 43, HEIGHT - 57];
const [LEFT_HEAD, RIGHT_HEAD] = [LEFT + 95, RIGHT - 120];
const SIZE = 12;
const LINE = 18;

/** A letter of one page as NĐ 30/2020 PL I lays it out: a PDF 1.4 with its typeface embedded. */
export function letterPdf(letter: LetterPage): Buffer {
  const { objects, resources } = fontObjects(5);
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents 4 0 R /Resources ${resources} >>`,
    stream(Buffer.from(pageOf(letter), 'latin1')),
    ...objects,
  ]);
}

function pageOf(letter: LetterPage): string {
  const page = openPage();
  const isPlain = letter.typeName === 'Công văn';
  const below = Math.min(writeLeftHead(page, letter, isPlain), writeRightHead(page, letter)) - LINE;
  const begin = isPlain ? below : writeTitle(page, letter, below);
  const body = writeBody(page, letter, begin, isPlain);
  writeFoot(page, letter, body - LINE);
  page.left('Văn bản của bản trình diễn: mọi cơ quan, người và chữ ký trong đó là giả định.', LEFT, 50, 8);
  return page.text();
}

/** Lines at places of a page; `bold` is drawn with an outline, since one weight of the typeface is embedded. */
function openPage() {
  const operators: string[] = [];
  const write = (text: string, x: number, y: number, size: number, bold: boolean) =>
    operators.push(
      `BT ${bold ? '2 Tr 0.35 w' : '0 Tr'} 1 0 0 1 ${x.toFixed(1)} ${y.toFixed(1)} Tm ${showText(text, size)} ET`,
    );
  return {
    left: (text: string, x: number, y: number, size = SIZE, bold = false) => write(text, x, y, size, bold),
    centred: (text: string, x: number, y: number, size = SIZE, bold = false) =>
      write(text, x - widthOf(text, size) / 2, y, size, bold),
    /** Each line below the one before; gives where the last one stands. */
    centredBelow: (lines: readonly string[], x: number, y: number, step: number, size = SIZE, bold = false) => {
      for (const [index, line] of lines.entries()) {
        write(line, x - widthOf(line, size) / 2, y - step * (index + 1), size, bold);
      }
      return y - step * lines.length;
    },
    draw: (operator: string) => operators.push(operator),
    text: () => operators.join('\n'),
  };
}

type Page = ReturnType<typeof openPage>;

/** Agency, number, subject of a công văn, and the mark of urgency. Gives how far down it reaches. */
function writeLeftHead(page: Page, { agency, code, subject, urgency }: LetterPage, isPlain: boolean): number {
  let y = page.centredBelow(wrap(agency.toUpperCase(), 10.5, 210), LEFT_HEAD, TOP + 15, 15, 10.5, true);
  page.draw(`0.6 w ${LEFT_HEAD - 30} ${y - 6} m ${LEFT_HEAD + 30} ${y - 6} l S`);
  y -= 23;
  page.centred(`Số: ${code}`, LEFT_HEAD, y);
  if (isPlain) y = page.centredBelow(wrap(`V/v ${about(subject)}`, 10.5, 190), LEFT_HEAD, y, 15, 10.5);
  if (urgency !== null) {
    y -= 32;
    const half = widthOf(urgency.toUpperCase(), SIZE) / 2 + 10;
    page.draw(`q 0.8 0.1 0.1 RG 0.8 0.1 0.1 rg 1.2 w ${LEFT_HEAD - half} ${y - 7} ${half * 2} 22 re S`);
    page.centred(urgency.toUpperCase(), LEFT_HEAD, y, SIZE, true);
    page.draw('Q');
  }
  return y;
}

/** Quốc hiệu, tiêu ngữ, place and date. */
function writeRightHead(page: Page, { place, date }: LetterPage): number {
  const [year, month, day] = date.split('/').map(Number) as [number, number, number];
  const motto = 'Độc lập - Tự do - Hạnh phúc';
  page.centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', RIGHT_HEAD, TOP, 10.5, true);
  page.centred(motto, RIGHT_HEAD, TOP - 17, SIZE, true);
  const half = widthOf(motto, SIZE) / 2;
  page.draw(`0.6 w ${RIGHT_HEAD - half} ${TOP - 22} m ${RIGHT_HEAD + half} ${TOP - 22} l S`);
  // Days below 10 and the months 1 and 2 have a 0 in front.
  const two = (value: number, below: number) => (value < below ? `0${value}` : String(value));
  const written = `${place}, ngày ${two(day, 10)} tháng ${two(month, 3)} năm ${year}`;
  page.centred(written, RIGHT_HEAD, TOP - 44);
  return TOP - 44;
}

function writeTitle(page: Page, { typeName, subject }: LetterPage, from: number): number {
  const middle = (LEFT + RIGHT) / 2;
  page.centred(typeName.toUpperCase(), middle, from - LINE, 14, true);
  const lines = wrap(`Về ${about(subject, typeName)}`, SIZE, 380);
  return page.centredBelow(lines, middle, from - LINE, LINE, SIZE, true) - LINE;
}

function writeBody(page: Page, { agency, subject, typeName, to }: LetterPage, from: number, isPlain: boolean): number {
  let y = from;
  const paragraph = (text: string, indent: number) => {
    const lines = wrap(text, SIZE, RIGHT - LEFT - indent);
    for (const [index, line] of lines.entries()) {
      page.left(line, LEFT + (index === 0 ? indent : 0), y - LINE * (index + 1));
    }
    y -= LINE * lines.length + 6;
  };
  if (isPlain) paragraph(`Kính gửi: ${to.join('; ')}.`, 60);
  paragraph(`${agency} gửi các cơ quan, đơn vị nội dung: ${about(subject, typeName)}.`, 30);
  paragraph('Đề nghị các cơ quan, đơn vị nghiên cứu, tổ chức thực hiện và báo cáo kết quả theo quy định./.', 30);
  return y;
}

function writeFoot(page: Page, { competence, position, signer, to }: LetterPage, from: number): void {
  page.left('Nơi nhận:', LEFT, from, 11, true);
  const kept = ['- Như trên;', ...to.slice(0, 3).map((name) => `- ${name};`), '- Lưu: VT.'];
  for (const [index, line] of kept.entries()) page.left(line, LEFT, from - 15 - index * 13, 9.5);
  const heads = competence === position ? [position] : [competence, position];
  for (const [index, line] of heads.entries()) page.centred(line, RIGHT_HEAD, from - index * 16, SIZE, true);
  page.centred(signer, RIGHT_HEAD, from - 100, SIZE, true);
}

/** A subject without its `V/v` or `Công điện về`, as it goes on in a sentence. */
function about(subject: string, typeName = ''): string {
  return subject.replace(/^V\/v\s+/i, '').replace(new RegExp(`^${typeName} về `, 'i'), '');
}
