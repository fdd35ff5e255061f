import type { Language } from '../../platform/errors.ts';

/** A sentence in both languages. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

export function words(vi: string, en: string): Words {
  return { vi, en };
}

/** A decimal number as the language writes it. */
export function seconds(value: number, language: Language): string {
  const text = value.toFixed(1);
  return language === 'vi' ? text.replace('.', ',') : text;
}

export interface Outcome {
  readonly scene: string;
  readonly expected: string;
  readonly met: boolean;
  readonly found?: string;
}

/** What one scene has to say, and whether what it expected came true. Lines are kept until the scene's turn to print. */
export class Teller {
  readonly #language: Language;
  readonly #title: string;
  readonly #paint: Paint;
  readonly lines: string[] = [];
  readonly outcomes: Outcome[] = [];

  constructor(language: Language, title: Words, paint: Paint) {
    this.#language = language;
    this.#title = title[language];
    this.#paint = paint;
  }

  /** One step that happened. */
  say(vi: string, en: string): void {
    this.lines.push(`   ${this.#language === 'vi' ? vi : en}`);
  }

  /** Ids, digests, sentences of the hub: below the step that they belong to. */
  detail(text: string): void {
    this.lines.push(`      ${this.#paint.dim(text)}`);
  }

  /** An outcome that the demonstration promises. One that does not come true makes it fail. */
  expect(met: boolean, vi: string, en: string, found?: string): void {
    const expected = this.#language === 'vi' ? vi : en;
    this.outcomes.push({ scene: this.#title, expected, met, ...(!met && found !== undefined && { found }) });
    const mark = met ? this.#paint.good('✓') : this.#paint.bad('✗');
    this.lines.push(`   ${mark} ${expected}${met || found === undefined ? '' : `: ${this.#paint.bad(found)}`}`);
  }

  /** An expectation that could not even be looked at. */
  fail(cause: unknown): void {
    const problem = cause instanceof Error ? cause.message : String(cause);
    this.expect(false, 'diễn ra đến hết', 'runs to its end', problem);
  }
}

export interface Paint {
  dim(text: string): string;
  bold(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** Colours on a terminal only, and not where NO_COLOR asks for none. */
export function openPaint(colours: boolean): Paint {
  const wrap = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { dim: wrap(2), bold: wrap(1), good: wrap(32), bad: wrap(31) };
}
