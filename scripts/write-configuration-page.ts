import { writeFile } from 'node:fs/promises';
import { configurationPage } from '../src/platform/config-page.ts';

await writeFile(new URL('../docs/configuration.md', import.meta.url), configurationPage());
