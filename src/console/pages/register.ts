import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { MOST_LINES, writeDocument, writeWorkbook } from '../../office/index.ts';
import { findAgencies } from '../../registry/index.ts';
import { type Asked, askedBook } from '../book-period.ts';
import { BOOKS, type BookName } from '../books.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { sendFile } from '../files.ts';
import { bookBlocks, bookSheet, type Printed } from '../printed.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const PAGE = 50;
/** Lines of one printed page of HTML: a longer book is printed in parts. */
const PRINTED = 200;
const FILE_NAMES: Readonly<Record<BookName, string>> = {
  incoming: 'so-van-ban-den',
  followed: 'so-theo-doi-giai-quyet',
  outgoing: 'so-van-ban-di',
  posted: 'so-gui-buu-dien',
};

/** The books of one agency and period (NĐ 30/2020, Phụ lục IV): on the screen, on paper, as files. */
export const registerRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/register', async (request, reply) => {
    const asked = await askedBook(request, db);
    const language = languageOf(request);
    const { items, next } = await asked.book.read(db, { ...queryOf(asked), order: 'newest', limit: PAGE }, language);
    const page = `${BASE}/register`;
    return show(request, reply, 'register', wordOf(asked.book.title, language), {
      place: 'register',
      ...asked,
      books: Object.entries(BOOKS).map(([name, { title }]) => ({
        title,
        at: asked.address(page, { book: name }),
        open: name === asked.name,
      })),
      rows: items,
      more: next === null ? null : asked.address(page, { after: next }),
      print: asked.address(`${page}/print`),
      files: (['xlsx', 'docx'] as const).map((type) => ({ type, at: asked.address(`${page}/book.${type}`) })),
    });
  });

  app.get('/register/print', async (request, reply) => {
    const asked = await askedBook(request, db);
    const { printed, next } = await readPrinted(context, asked, PRINTED);
    return show(request, reply, 'printed', wordOf(asked.book.title, 'vi'), {
      place: 'register',
      blocks: bookBlocks(printed),
      landscape: true,
      back: asked.address(`${BASE}/register`),
      more: next === null ? null : asked.address(`${BASE}/register/print`, { after: next }),
      most: PRINTED,
    });
  });

  app.get('/register/book.xlsx', async (request, reply) => {
    const asked = await askedBook(request, db);
    // One more than fits, so that a book that is too long is refused and never cut.
    const { printed } = await readPrinted(context, asked, MOST_LINES.workbook + 1);
    return sendBook(reply, asked, 'xlsx', await writeWorkbook([bookSheet(printed)]));
  });

  app.get('/register/book.docx', async (request, reply) => {
    const asked = await askedBook(request, db);
    const { printed } = await readPrinted(context, asked, MOST_LINES.document + 1);
    return sendBook(reply, asked, 'docx', await writeDocument(bookBlocks(printed), 'landscape'));
  });
};

function queryOf({ agency, from, to, words, after }: Asked) {
  return { agencyId: agency.id, from, to, words, after };
}

async function readPrinted(
  { hub }: ConsoleContext,
  asked: Asked,
  limit: number,
): Promise<{ readonly printed: Printed; readonly next: string | null }> {
  const { db } = hub.database;
  const { book, agency, from, to } = asked;
  const { items: rows, next } = await book.read(db, { ...queryOf(asked), order: 'oldest', limit }, 'vi');
  const above = agency.parentId && (await findAgencies(db, [agency.parentId])).get(agency.parentId);
  return { printed: { book, agency, above: above ? above.name : null, from, to, rows }, next };
}

function sendBook(reply: FastifyReply, { name, from, to }: Asked, type: 'xlsx' | 'docx', bytes: Buffer): FastifyReply {
  const file = {
    name: `${FILE_NAMES[name]}-${from}-${to}.${type}`,
    mediaType: 'application/octet-stream',
    size: bytes.length,
    open: () => Readable.from([bytes]),
  };
  return sendFile(reply, file, 'attachment');
}
