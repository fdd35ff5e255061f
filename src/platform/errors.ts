/** The two languages of every sentence that a person reads. */
export type Language = 'vi' | 'en';

/** One sentence and what to do about it. `{name}` is filled from the error's facts. */
export interface Sentence {
  readonly title: string;
  readonly fix: string;
}

export interface ErrorSpec {
  /** HTTP status at the REST door. */
  readonly status: number;
  /** Whether the same request may succeed later without being changed. A property of the error, not of the caller. */
  readonly retry: boolean;
  readonly vi: Sentence;
  readonly en: Sentence;
  /** ETSI EN 319 102-1 sub-indication, for verification errors. */
  readonly subIndication?: string;
}

export type Catalogue = Readonly<Record<string, ErrorSpec>>;
export type Facts = Readonly<Record<string, string | number>>;

/** An error that a person will read: a stable code, its catalogue entry, and the facts of this case. */
export class HubError extends Error {
  readonly code: string;
  readonly spec: ErrorSpec;
  readonly facts: Facts;

  constructor(code: string, spec: ErrorSpec, facts: Facts = {}, cause?: unknown) {
    const kept = storable(facts);
    super(`${code}: ${fill(spec.en.title, kept)}`, cause === undefined ? undefined : { cause });
    this.name = 'HubError';
    this.code = code;
    this.spec = spec;
    this.facts = kept;
  }

  title(language: Language): string {
    return fill(this.spec[language].title, this.facts);
  }

  fix(language: Language): string {
    return fill(this.spec[language].fix, this.facts);
  }
}

/** A room's `errors.ts`: its codes with their sentences, and the only way to make one of them. */
export function defineErrors<C extends Catalogue>(catalogue: C) {
  return {
    catalogue,
    error(code: keyof C & string, facts?: Facts, cause?: unknown): HubError {
      return new HubError(code, catalogue[code] as ErrorSpec, facts, cause);
    },
  };
}

export function isHubError(error: unknown): error is HubError {
  return error instanceof HubError;
}

/** Facts are cut out of what others sent, and are written to the record: PostgreSQL takes no NUL and no half character. */
function storable(facts: Facts): Facts {
  const entries = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '\ufffd') : value,
  ]);
  return Object.fromEntries(entries) as Facts;
}

function fill(template: string, facts: Facts): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole));
}
