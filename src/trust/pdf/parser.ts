import { malformed, PdfFault } from './fault.ts';
import type { Budget } from './limits.ts';
import type { Octets } from './source.ts';
import { isCount, type PdfRef, type PdfValue } from './values.ts';

const [LF, CR, PERCENT, SLASH, LESS, GREATER, OPEN, CLOSE, BACKSLASH] = [10, 13, 37, 47, 60, 62, 40, 41, 92];
const SPACE = new Uint8Array(256);
for (const octet of [0, 9, 10, 12, 13, 32]) SPACE[octet] = 1;
const DELIMITER = new Uint8Array(256);
for (const octet of Buffer.from('()<>[]{}/%')) DELIMITER[octet] = 1;

export function isSpace(octet: number): boolean {
  return octet >= 0 && SPACE[octet] === 1;
}

/** Reads tokens and objects (ISO 32000-1 7.2, 7.3) from any offset. Strict: what readers would repair, it refuses. */
export class Parser {
  pos: number;
  readonly octets: Octets;
  readonly #budget: Budget;

  constructor(octets: Octets, pos: number, budget: Budget) {
    this.octets = octets;
    this.pos = pos;
    this.#budget = budget;
  }

  /** White space and comments. */
  skip(): void {
    for (;;) {
      const octet = this.octets.at(this.pos);
      if (octet === PERCENT) while (![LF, CR, -1].includes(this.octets.at(this.pos))) this.pos += 1;
      else if (isSpace(octet)) this.pos += 1;
      else return;
      if ((this.pos & 0xffff) === 0) this.#budget.time();
    }
  }

  /** A run of regular characters; empty at a delimiter or the end. */
  word(max = 64): string {
    let text = '';
    for (let octet = this.octets.at(this.pos); octet >= 0; octet = this.octets.at(this.pos)) {
      if (SPACE[octet] || DELIMITER[octet]) break;
      text += String.fromCharCode(octet);
      this.pos += 1;
      if (text.length > max) throw malformed('token', this.pos);
    }
    return text;
  }

  /** Moves over a keyword if it comes next; stays where it is otherwise. */
  takes(keyword: string): boolean {
    const before = this.pos;
    this.skip();
    const octet = this.octets.at(this.pos);
    if (octet === keyword.charCodeAt(0) && this.word(1_024) === keyword) return true;
    this.pos = before;
    return false;
  }

  expect(keyword: string): void {
    if (!this.takes(keyword)) throw malformed(`${keyword} expected`, this.pos);
  }

  count(): number {
    this.skip();
    const word = this.word();
    if (!/^\d{1,15}$/.test(word)) throw malformed('number expected', this.pos);
    return Number(word);
  }

  value(depth = 0): PdfValue {
    this.#budget.value();
    if (depth > this.#budget.limits.depth) throw new PdfFault('PDF_LIMIT', { limit: 'depth' });
    this.skip();
    const octet = this.octets.at(this.pos);
    if (octet === SLASH) return { kind: 'name', name: this.#name() };
    if (octet === OPEN || octet === 91 || octet === LESS) this.#budget.container();
    if (octet === OPEN) return this.#literal();
    if (octet === 91) return this.#array(depth);
    if (octet === LESS) return this.octets.at(this.pos + 1) === LESS ? this.#dict(depth) : this.#hex();
    return this.#atom();
  }

  #atom(): PdfValue {
    const start = this.pos;
    const word = this.word();
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw malformed('object expected', start);
    const number = Number(word);
    return isCount(number) && /^\d+$/.test(word) ? (this.#reference(number) ?? number) : number;
  }

  /** `12 0 R`: two numbers and a letter that only looking ahead tells from two numbers. */
  #reference(num: number): PdfRef | null {
    const before = this.pos;
    this.skip();
    const gen = this.word(1_024);
    if (/^\d{1,5}$/.test(gen) && this.takes('R')) return { kind: 'ref', num, gen: Number(gen) };
    this.pos = before;
    return null;
  }

  #name(): string {
    this.pos += 1;
    const raw = this.word(this.#budget.limits.nameBytes);
    return raw.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }

  #array(depth: number): PdfValue {
    this.pos += 1;
    const items: PdfValue[] = [];
    for (;;) {
      this.skip();
      if (this.octets.at(this.pos) === 93) break;
      items.push(this.value(depth + 1));
    }
    this.pos += 1;
    return { kind: 'array', items };
  }

  #dict(depth: number): PdfValue {
    this.pos += 2;
    const map = new Map<string, PdfValue>();
    let doubled = false;
    for (;;) {
      this.skip();
      const octet = this.octets.at(this.pos);
      if (octet === GREATER && this.octets.at(this.pos + 1) === GREATER) break;
      if (octet !== SLASH) throw malformed('key expected', this.pos);
      const key = this.#name();
      doubled ||= map.has(key);
      map.set(key, this.value(depth + 1));
    }
    this.pos += 2;
    return { kind: 'dict', map, doubled };
  }

  #hex(): PdfValue {
    const start = this.pos;
    this.pos += 1;
    const digits: number[] = [];
    for (;;) {
      const octet = this.octets.at(this.pos);
      this.pos += 1;
      if (octet === GREATER) break;
      if (isSpace(octet)) continue;
      const isDigit = (octet >= 48 && octet <= 57) || (octet >= 65 && octet <= 70) || (octet >= 97 && octet <= 102);
      if (!isDigit) throw malformed('hexadecimal string', this.pos);
      digits.push(octet);
      this.#budget.check('stringBytes', digits.length);
    }
    if (digits.length % 2) digits.push(48);
    const bytes = Buffer.from(Buffer.from(digits).toString('latin1'), 'hex');
    return { kind: 'string', bytes, start, end: this.pos, hex: true };
  }

  #literal(): PdfValue {
    const start = this.pos;
    this.pos += 1;
    const out: number[] = [];
    for (let open = 1; ; ) {
      const octet = this.octets.at(this.pos);
      if (octet < 0) throw malformed('string without end', start);
      this.pos += 1;
      if (octet === OPEN) open += 1;
      if (octet === CLOSE) open -= 1;
      if (open === 0) break;
      if (octet === BACKSLASH) this.#escape(out);
      else out.push(octet);
      this.#budget.check('stringBytes', out.length);
    }
    return { kind: 'string', bytes: Buffer.from(out), start, end: this.pos, hex: false };
  }

  #escape(out: number[]): void {
    const octet = this.octets.at(this.pos);
    this.pos += 1;
    if (octet === CR && this.octets.at(this.pos) === LF) this.pos += 1;
    if (octet === CR || octet === LF) return;
    if (octet < 48 || octet > 55) {
      out.push(ESCAPES.get(octet) ?? octet);
      return;
    }
    let code = octet - 48;
    for (let digits = 1; digits < 3; digits += 1) {
      const next = this.octets.at(this.pos);
      if (next < 48 || next > 55) break;
      code = code * 8 + next - 48;
      this.pos += 1;
    }
    out.push(code & 255);
  }
}

const ESCAPES = new Map([...'nrtbf'].map((letter, index) => [letter.charCodeAt(0), [10, 13, 9, 8, 12][index]!]));
