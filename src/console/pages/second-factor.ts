import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  beginSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  keyAddress,
  passCode,
  readSecondFactor,
} from '../../accounts/index.ts';
import { isHubError } from '../../platform/errors.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { DEVICE_COOKIE, giveSession } from '../cookies.ts';
import { qrCode } from '../qr-code.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';
import { goOn, showCode } from './go-on.ts';

const LONGEST_CODE = 40;

type CodeForm = { Body: { code?: string; next?: string; form?: string } };

/** The code of an authenticator app: asked after the password, set up and given up by its owner. */
export const secondFactorRoutes: ConsoleRoutes = (app, context) => {
  const { hub } = context;
  const { db } = hub.database;

  app.get('/code', async (request, reply) => {
    if (sessionOf(request).person.owes !== 'code') return reply.redirect(BASE, 303);
    return showCode(request, reply, { next: '', form: '' });
  });

  app.post<CodeForm>('/code', async (request, reply) => {
    const { code = '', next = '', form = '' } = request.body;
    const { person } = sessionOf(request);
    if (person.owes !== 'code') return reply.redirect(BASE, 303);
    try {
      const opened = await passCode(
        db,
        hub.vault,
        { person, token: request.sessionToken! },
        {
          code: String(code).slice(0, LONGEST_CODE),
          address: request.ip,
          device: request.cookies[DEVICE_COOKIE],
        },
      );
      giveSession(reply, hub.config, opened);
      return goOn(context, request, reply, opened.token, { next, form });
    } catch (error) {
      if (!isHubError(error)) throw error;
      const language = languageOf(request);
      const wrong = `${error.title(language)} ${error.fix(language)}`;
      return showCode(request, reply.code(error.spec.status), { next, form }, wrong);
    }
  });

  app.get('/second-factor', async (request, reply) => showOwn(context, request, reply));

  app.post<CodeForm>('/second-factor', (request, reply) =>
    attempt(context, request, reply, async (code) => {
      const { person } = sessionOf(request);
      const codes = await db.transaction((tx) =>
        confirmSecondFactor(tx, hub.vault, request.sessionToken!, person, code),
      );
      return show(request, reply, 'recovery-codes', wordOf('recoveryCodes', languageOf(request)), {
        place: 'account',
        codes,
      });
    }),
  );

  app.post<CodeForm>('/second-factor/drop', (request, reply) =>
    attempt(context, request, reply, async (code) => {
      await dropSecondFactor(db, hub.vault, sessionOf(request).person, code);
      return reply.redirect(`${BASE}/account`, 303);
    }),
  );
};

async function attempt(
  context: ConsoleContext,
  request: FastifyRequest<CodeForm>,
  reply: FastifyReply,
  work: (code: string) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work(String(request.body.code ?? '').slice(0, LONGEST_CODE));
  } catch (error) {
    if (!isHubError(error)) throw error;
    const language = languageOf(request);
    return showOwn(context, request, reply.code(error.spec.status), `${error.title(language)} ${error.fix(language)}`);
  }
}

async function showOwn(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  wrong = '',
): Promise<FastifyReply> {
  const { person } = sessionOf(request);
  const { db } = hub.database;
  const factor = await readSecondFactor(db, person.accountId);
  const title = wordOf('secondFactor', languageOf(request));
  if (factor) return show(request, reply, 'second-factor', title, { place: 'account', factor, wrong, secret: '' });
  const { secret } = await db.transaction((tx) => beginSecondFactor(tx, hub.vault, person));
  const address = keyAddress(secret, person.login, wordOf('product', 'vi'));
  return show(request, reply, 'second-factor', title, {
    place: 'account',
    factor: null,
    wrong,
    qr: qrCode(address),
    secret: secret.replace(/.{4}/g, '$& ').trim(),
  });
}
