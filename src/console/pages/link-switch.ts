import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { By } from '../../administration/index.ts';
import type { Tx } from '../../platform/database.ts';
import { attempt, type Failed, type Fields } from '../administering.ts';
import { BASE, type ConsoleContext } from '../context.ts';

/** The links to other sides that one page lists. */
interface Links {
  readonly place: 'axes' | 'connections';
  /** What the page says afterwards. */
  readonly notes: Readonly<Record<'start' | 'stop', string>>;
  change(tx: Tx, name: string, enabled: boolean, by: By): Promise<void>;
  /** The page again, with what went wrong. */
  show(request: FastifyRequest, reply: FastifyReply, failed: Failed): Promise<FastifyReply>;
}

/** What the form `link-switch` of each line sends: the work on a link starts or stops. */
export function switchRoutes(app: FastifyInstance, { hub }: ConsoleContext, links: Links): void {
  for (const verb of ['start', 'stop'] as const) {
    app.post<{ Params: { name: string }; Body: Fields }>(`/${links.place}/:name/${verb}`, (request, reply) => {
      const { name } = request.params;
      return attempt(
        request,
        reply,
        { act: name, typed: request.body },
        async (by) => {
          await hub.database.db.transaction((tx) => links.change(tx, name, verb === 'start', by));
          return reply.redirect(`${BASE}/${links.place}?note=${links.notes[verb]}`, 303);
        },
        (failed) => links.show(request, reply, failed),
      );
    });
  }
}
