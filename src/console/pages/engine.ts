import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleRoutes } from '../context.ts';

const PLACE = '/engine';
/** The two queues of the dispatcher; a job names a lane and deliveries, nothing of a document. */
const QUEUES = ['deliver-urgent', 'deliver'];
/**
 * The board writes styles into its page and its elements; everything else is as tight as elsewhere. Its request for
 * typefaces of another site is refused, and so is every form.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; form-action 'none'; base-uri 'self'; frame-ancestors 'none'";

/** BullMQ's queues through its own board, on either engine: to look at, never to change. */
export const engineRoutes: ConsoleRoutes = (app, { hub }) => {
  const board = new FastifyAdapter().setBasePath(`${BASE}${PLACE}`);
  createBullBoard({
    queues: QUEUES.map((name) => new BullMQAdapter(hub.queue.inspect(name), { readOnlyMode: true })),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: `Liên Thông: ${hub.queue.name}` } },
  });
  // What the guard throws is answered by the board's own scope: for another role the page does not exist here either.
  board.setErrorHandler((error) => ({
    status: isHubError(error) ? (error.spec.status as 404) : 500,
    body: { error: isHubError(error) ? error.code : 'PAGE_FAILED' },
  }));
  void app.register(
    async (scope) => {
      scope.addHook('onRequest', async (_request, reply) => {
        reply.header('content-security-policy', POLICY);
      });
      await scope.register(board.registerPlugin());
    },
    { prefix: PLACE },
  );
};
