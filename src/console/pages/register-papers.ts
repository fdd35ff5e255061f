import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { type Block, writeDocument } from '../../office/index.ts';
import { type FoundLine, findLine } from '../book-line.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { sendFile } from '../files.ts';
import { envelopeBlocks, slipBlocks, stampBlocks } from '../papers.ts';
import { show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

type At = { Params: { id: string } };

/** A form of NĐ 30/2020, Phụ lục IV that goes with one line of a book. */
interface Paper {
  readonly side: FoundLine['side'];
  readonly title: WordKey;
  readonly landscape: boolean;
  /** Of the file, before the number of the line. */
  readonly file: string;
  blocks(found: FoundLine): Block[];
}

const PAPERS: Readonly<Record<string, Paper>> = {
  slip: {
    side: 'incoming',
    title: 'slip',
    landscape: false,
    file: 'phieu-giai-quyet',
    blocks: ({ side, line, agency }) => (side === 'incoming' ? slipBlocks(line, agency) : []),
  },
  stamp: {
    side: 'incoming',
    title: 'stamp',
    landscape: false,
    file: 'dau-den',
    blocks: ({ side, line, agency }) => (side === 'incoming' ? stampBlocks(line, agency) : []),
  },
  envelopes: {
    side: 'outgoing',
    title: 'envelopesTitle',
    landscape: true,
    file: 'bi-van-ban',
    blocks: ({ side, line, agency }) => (side === 'outgoing' ? envelopeBlocks(line, agency) : []),
  },
};

/** What is printed for one line of a book: the slip and the stamp of an incoming document, envelopes of an outgoing one. */
export const paperFormRoutes: ConsoleRoutes = (app, context) => {
  for (const [name, paper] of Object.entries(PAPERS)) {
    const at = `/register/${paper.side}/:id/${name}`;
    app.get<At>(at, async (request, reply) => {
      const found = await find(context, request, paper);
      const back = `${BASE}/register/${paper.side}/${found.line.id}`;
      return show(request, reply, 'printed', wordOf(paper.title, 'vi'), {
        place: 'register',
        blocks: paper.blocks(found),
        landscape: paper.landscape,
        back,
        file: `${back}/${name}.docx`,
        more: null,
      });
    });
    app.get<At>(`${at}.docx`, async (request, reply) => {
      const found = await find(context, request, paper);
      const bytes = await writeDocument(paper.blocks(found), paper.landscape ? 'landscape' : 'portrait');
      const file = {
        name: `${paper.file}-${numberOf(found)}.docx`,
        mediaType: 'application/octet-stream',
        size: bytes.length,
        open: () => Readable.from([bytes]),
      };
      return sendFile(reply, file, 'attachment');
    });
  }
};

async function find(context: ConsoleContext, request: FastifyRequest<At>, { side }: Paper): Promise<FoundLine> {
  const found = await findLine(context, request, 'register.read', { side, id: request.params.id });
  if (found.side !== side) throw consoleError('PAGE_UNKNOWN');
  return found;
}

function numberOf(found: FoundLine): string {
  return found.side === 'incoming' ? `${found.line.year}-${found.line.number}` : found.line.code.replaceAll('/', '-');
}
