import type { z } from 'zod';
import { metaOf, settings } from './config.ts';

/** `docs/configuration.md`: every setting with its default and meaning, written from the schema. */
export function configurationPage(): string {
  const rows = Object.values(settings.shape).map((schema) => {
    const meta = metaOf(schema);
    const secret = meta.secret ? ' Secret: never printed.' : '';
    return `| \`${meta.env}\` | ${defaultOf(schema, meta.defaultText)} | ${meta.description}${secret} |`;
  });
  return [
    '# Settings',
    '',
    'Environment variables, read once at start. An empty one counts as absent. A wrong one stops the start and is named.',
    'This page is written from `src/platform/config.ts` by `npm run docs`; a test keeps the two equal.',
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function defaultOf(schema: z.ZodType, text: string | undefined): string {
  if (text !== undefined) return text;
  const value = schema.safeParse(undefined);
  if (!value.success || value.data === undefined) return 'none';
  return Array.isArray(value.data) && value.data.length === 0 ? 'none' : `\`${String(value.data)}\``;
}
