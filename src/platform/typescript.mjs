// `--import` of every process and worker thread that runs TypeScript; plain JavaScript, since nothing else can be read
// before it.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
process.setSourceMapsEnabled(true);
