import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Hub } from '../hub.ts';
import type { Door } from '../listener.ts';
import { keepAnswer } from '../registry/index.ts';
import { vxp } from '../wire/index.ts';
import { type Admitted, admit } from './admit.ts';
import { type Handler, isStream, JSON_TYPE, type Made } from './call.ts';
import { getAgenciesList, getAgenciesListQD20, getSynchronizeUnit } from './directory.ts';
import { downloadEdoc, getEdoc } from './fetch.ts';
import { countReceiveEdoc, countReceiveStatus, getReceivedEdocList, getSentEdocList } from './lists.ts';
import { explain, failed, openRefusals } from './refuse.ts';
import { deleteAgency, registerAgency } from './requests.ts';
import { sendEdoc } from './send.ts';
import { updateStatus } from './update.ts';

const HANDLERS: Readonly<Record<vxp.Endpoint, Handler>> = {
  sendEdoc,
  getReceivedEdocList,
  getSentEdocList,
  getEdoc,
  updateStatus,
  getAgenciesList,
  getAgenciesListQD20,
  getSynchronizeUnit,
  registerAgency,
  deleteAgency,
  downloadEdoc,
  countReceiveEdoc,
  countReceiveStatus,
};

/** The door for systems that speak an axis's protocol (docs/connecting-vxp.md), below the configured base path. */
export function vxpDoor(hub: Hub): Door {
  return async (scope) => {
    // No parser looks at a body: files are streamed, empty bodies of type JSON are no error.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
    const refused = openRefusals(hub);
    for (const endpoint of Object.keys(HANDLERS) as vxp.Endpoint[]) {
      const { method } = vxp.ENDPOINTS[endpoint];
      const url = `${hub.config.vxpBasePath}/${endpoint}`;
      scope.route({ method, url, handler: (request, reply) => answer(hub, endpoint, request, reply, refused) });
    }
  };
}

type Refused = ReturnType<typeof openRefusals>;

/** Always HTTP 200: the protocol's clients read anything else as a broken line, and send again. */
async function answer(
  hub: Hub,
  endpoint: vxp.Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  refused: Refused,
): Promise<FastifyReply> {
  let admitted: Admitted | undefined;
  let made: Made;
  try {
    admitted = await admit(hub, endpoint, request, (principal) => {
      request.principal = principal;
    });
    const { principal, parameters } = admitted;
    const parameter = (name: string) => parameters.get(name.toLowerCase()) || undefined;
    made = admitted.answer ?? (await HANDLERS[endpoint](hub, { endpoint, principal, parameter, request }));
  } catch (failure) {
    const error = explain(hub, endpoint, failure);
    request.errorCode = error.code;
    await refused(endpoint, request, error);
    made = failed(error);
  }
  if (isStream(made)) {
    const { mediaType, size, bytes } = made.stream;
    if (size !== null) reply.header('content-length', size);
    return reply.type(mediaType).send(Readable.from(bytes, { objectMode: false }));
  }
  if (admitted?.keep && !admitted.answer && !invitesRetry(made)) {
    await keepAnswer(hub.database.db, admitted.keep, made);
  }
  return reply.type(JSON_TYPE).send(Buffer.from(JSON.stringify(made)));
}

/** What may pass by itself is tried anew when the same request comes again. */
function invitesRetry(made: Readonly<Record<string, unknown>>): boolean {
  return vxp.invitesRetry(String(made.ErrorCode));
}
