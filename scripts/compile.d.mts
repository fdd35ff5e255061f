/** See compile.mjs. */
export function compile(): Promise<((source: string) => string) | null>;
