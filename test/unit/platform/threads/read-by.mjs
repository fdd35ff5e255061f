import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Whether this module was read by `require`; compiled, as the program's own workers are. */
export default () => fileURLToPath(import.meta.url) in createRequire(import.meta.url).cache;
