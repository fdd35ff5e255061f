import { z } from 'zod';
import { readBySchema } from '../../platform/issues.ts';
import { cliError } from '../errors.ts';
import { readSmallFile } from '../files.ts';
import type { Answers } from './people.ts';
import type { ConnectionFile } from './seat.ts';

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('không phải là JSON / it is no JSON');
    return z.NEVER;
  }
});

const connectionFile = z.strictObject({
  adapter: z.string(),
  settings: z.record(z.string(), z.unknown()),
  secret: z.string().optional(),
  address: z.string().optional(),
});

/** Answers to questions by their names. Throws FILE_NOT_FOUND, FILE_CONTENT_INVALID. */
export function readAnswers(file: string): Promise<Answers> {
  return readGiven(file, z.record(z.string(), z.boolean()));
}

/** The connection to the system under test. Throws FILE_NOT_FOUND, FILE_CONTENT_INVALID. */
export function readConnection(file: string): Promise<ConnectionFile> {
  return readGiven(file, connectionFile);
}

async function readGiven<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = (await readSmallFile(file)).toString('utf8');
  const read = readBySchema(json.pipe(schema), text);
  if (read.problems) throw cliError('FILE_CONTENT_INVALID', { file, ...read.problems });
  return read.data;
}
