import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isId } from '../platform/ids.ts';
import { readField } from './days.ts';
import { consoleError } from './errors.ts';

/** What a reader types, or where a list goes on; PostgreSQL holds no character 0. */
export const text = z
  .string()
  .max(500)
  .refine((value) => !value.includes('\0'));
export const id = z.string().refine(isId);
/** A count, a year, a number of a book: no more digits than an integer holds. */
export const whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** One of these; anything else is the first of them, so that a link of yesterday still opens a page. */
export function oneOf<const Value extends string>(values: readonly [Value, ...Value[]]) {
  return z.enum(values).catch(values[0]);
}

/**
 * What the address of a page asks for, by the kinds that the page declares: the one place where `request.query` is read.
 * Of a name that comes more than once the last counts, as in a form (`readFields`), so no page ever meets a list.
 * @throws PAGE_UNKNOWN where a value is not of its kind: no link of ours leads there
 */
export function readQuery<Fields extends z.ZodRawShape>(
  request: Pick<FastifyRequest, 'query'>,
  fields: z.ZodObject<Fields>,
): z.output<z.ZodObject<Fields>> {
  const given = Object.entries(request.query as Record<string, string | string[]>);
  const last = given.map(([name, value]) => [name, readField(name, [value].flat().at(-1) ?? '')]);
  const read = fields.safeParse(Object.fromEntries(last));
  if (!read.success) throw consoleError('PAGE_UNKNOWN');
  return read.data;
}
