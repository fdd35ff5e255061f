import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { transactionTime } from '../evidence/index.ts';
import { vietnamDay } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import type { BookQuery } from '../register/index.ts';
import { type Act, type Agency, may } from '../registry/index.ts';
import { isDay } from './book-fields.ts';
import { BOOKS, type Book, type BookName } from './books.ts';
import { sessionOf } from './context.ts';
import { consoleError } from './errors.ts';
import { oneOf, readQuery, text } from './query.ts';

const day = z.string().refine(isDay).optional().catch(undefined);
const QUERY = z.object({
  agency: text.optional(),
  book: oneOf(Object.keys(BOOKS) as [BookName, ...BookName[]]),
  from: day,
  to: day,
  words: text.default(''),
  after: z
    .string()
    .regex(/^[\d.a-f-]{6,60}$/)
    .optional(),
});

/** Which lines of which book a page is asked for. */
export interface Asked extends Pick<BookQuery, 'from' | 'to' | 'after'> {
  readonly name: BookName;
  readonly book: Book;
  readonly agency: Agency;
  readonly words: string;
  /** PostgreSQL's day in Vietnam. */
  readonly today: string;
  /** The same again as an address, with these changed. */
  address(page: string, changed?: Readonly<Record<string, string>>): string;
}

/** This year up to today, unless told otherwise; a period that is the wrong way round is turned. */
export async function askedBook(request: FastifyRequest, reader: Reader): Promise<Asked> {
  const { agency: code, book: name, words, after, ...period } = readQuery(request, QUERY);
  const agency = agencyOf(request, 'register.read', code);
  const today = vietnamDay(await transactionTime(reader));
  const [from = '', to = ''] = [period.from ?? `${(period.to ?? today).slice(0, 4)}-01-01`, period.to ?? today].sort();
  return {
    name,
    book: BOOKS[name],
    agency,
    from,
    to,
    words,
    after,
    today,
    address: (page, changed = {}) => {
      const same = { agency: agency.code, book: name, from, to, ...(words && { words }) };
      return `${page}?${new URLSearchParams({ ...same, ...changed })}`;
    },
  };
}

/** The agency that an address of a form names. */
export function askedAgency(request: FastifyRequest, act: Extract<Act, `register.${string}`>): Agency {
  return agencyOf(request, act, readQuery(request, z.object({ agency: text.optional() })).agency);
}

/** One of the reader's agencies, whose books he may open. @throws PAGE_UNKNOWN */
export function agencyOf(request: FastifyRequest, act: Extract<Act, `register.${string}`>, code?: string): Agency {
  const { principal } = sessionOf(request).person;
  const agency = code ? request.agencies.find((one) => one.code === code) : request.agencies[0];
  if (!agency || !may(principal, act, { recipientIds: [agency.id] })) throw consoleError('PAGE_UNKNOWN');
  return agency;
}
