/** What `node --import` needs to run TypeScript in a child process. */
export const LOADER = new URL('../../src/platform/typescript.mjs', import.meta.url).href;
