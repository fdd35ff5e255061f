/** Words by key, Vietnamese and English; `{name}` stands for a fact. */
export type Words = Readonly<Record<string, readonly [vi: string, en: string]>>;
