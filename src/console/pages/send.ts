import type { FastifyReply, FastifyRequest } from 'fastify';
import { EDXML_MEDIA_TYPE } from '../../edxml/index.ts';
import { submit } from '../../pipeline.ts';
import { isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { checkCsrf } from '../guard.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

interface Told {
  readonly wrong?: Readonly<Record<string, WordKey>>;
  /** What the hub says of the package. */
  readonly refusal?: { readonly title: string; readonly fix: string; readonly code: string };
  readonly parked?: boolean;
}

/** Gửi văn bản: a package that a document system has signed. It streams into the same journey as at every other door. */
export const sendRoutes: ConsoleRoutes = (app, context) => {
  app.get('/send', async (request, reply) => showSend(request, reply, {}));
  app.post('/send', { config: { streamed: true } }, async (request, reply) => receive(context, request, reply));
};

/** The fields come before the file, as the form has them: the form is believed before a byte of the file is read. */
async function receive({ hub }: ConsoleContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const fields: Record<string, string> = {};
  for await (const part of request.parts({
    limits: { files: 1, fields: 10, fieldSize: 1_000, fileSize: hub.config.maxMessageBytes + 1 },
  })) {
    if (part.type === 'field') {
      fields[part.fieldname] = String(part.value);
      continue;
    }
    checkCsrf(request, fields._csrf);
    if (fields.notSecret === undefined || part.filename === '') {
      part.file.resume();
      const missing: Record<string, WordKey> = part.filename === '' ? { file: 'sendFileNeeded' } : {};
      if (fields.notSecret === undefined) missing.notSecret = 'notSecretNeeded';
      return showSend(request, reply.code(422), { wrong: missing });
    }
    const { principal } = sessionOf(request).person;
    const answer = await submit(hub, { door: 'web', principal, mediaType: EDXML_MEDIA_TYPE, body: part.file }).catch(
      (error: unknown) => {
        if (isHubError(error)) return { state: 'stopped' as const, error };
        throw error;
      },
    );
    if (answer.state === 'accepted') {
      return reply.redirect(`${BASE}/sent/${answer.documentId}?told=${answer.replay ? 'again' : 'sent'}`, 303);
    }
    if (answer.state === 'parked') return showSend(request, reply.code(202), { parked: true });
    const { error } = answer;
    const language = languageOf(request);
    const refusal = { title: error.title(language), fix: error.fix(language), code: error.code };
    return showSend(request, reply.code(error.spec.status), { refusal });
  }
  checkCsrf(request, fields._csrf);
  return showSend(request, reply.code(422), { wrong: { file: 'sendFileNeeded' } });
}

function showSend(request: FastifyRequest, reply: FastifyReply, told: Told): FastifyReply {
  const data = { wrong: {}, refusal: null, parked: false, ...told };
  return show(request, reply, 'send', wordOf('send', languageOf(request)), { place: 'compose', ...data });
}
