import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Hub } from '../hub.ts';
import { findDocument, listAttachments } from '../intake/index.ts';
import { openStoredAttachment } from '../journey/content.ts';
import type { Door } from '../listener.ts';
import { isHubError } from '../platform/errors.ts';
import { httpError } from '../platform/http/errors.ts';
import { openLimit } from '../platform/http/limit.ts';
import { sendProblem } from '../platform/http/problem.ts';
import { sendBytes } from '../platform/http/send-bytes.ts';
import { isId, newId } from '../platform/ids.ts';
import { type FeedCursor, findEntry, obstacles, readPortal } from '../publication/index.ts';
import { type Agency, resolveAgencies } from '../registry/index.ts';
import { ATOM_MEDIA_TYPE, writeFeed } from './atom.ts';
import { portalError } from './errors.ts';
import { type Place, readCursor, readFeed } from './feed.ts';
import { mediaTypeOf } from './files.ts';

const BASE = '/portal';
/** Requests of one address in a minute: a harvester takes a page of the feed with all its files. */
const MOST_A_MINUTE = 240;

type OfAgency = { Params: { code: string }; Querystring: { after?: unknown } };
type OfFeed = { Querystring: { after?: unknown } };
type OfFile = { Params: { id: string; n: string } };

/**
 * The open door for portals and readers: what is published as Atom, and its files. It asks nobody who he is, serves what
 * `publication` has decided and nothing else, and answers 404 until the portal was switched on.
 */
export function portalDoor(hub: Hub): Door {
  return async (scope) => {
    await scope.register(async (open) => routes(hub, open), { prefix: BASE });
  };
}

function routes(hub: Hub, open: FastifyInstance): void {
  const { db } = hub.database;
  const mayAsk = openLimit(() => hub.clock.monotonic(), MOST_A_MINUTE);
  open.addHook('onRequest', async (request) => {
    if (!mayAsk(request.ip)) throw portalError('PORTAL_TOO_OFTEN', { most: MOST_A_MINUTE });
  });
  open.setErrorHandler((failure, request, reply) => tellFailure(hub, request, reply, failure));

  open.get<OfFeed>('/feed.atom', async (request, reply) => sendFeed(request, reply, null));

  open.get<OfAgency>('/agencies/:code/feed.atom', async (request, reply) => {
    const { code } = request.params;
    const agency = (await resolveAgencies(db, [code])).get(code);
    if (!agency || agency.axis !== null) throw portalError('PORTAL_UNKNOWN');
    return sendFeed(request, reply, agency);
  });

  open.get<OfFile>('/documents/:id/files/:n', async (request, reply) => sendFile(hub, request, reply));

  async function sendFeed(request: FastifyRequest<OfFeed>, reply: FastifyReply, agency: Agency | null) {
    const { authority, since } = await readPortal(db);
    if (authority === null) throw portalError('PORTAL_UNKNOWN');
    const place: Place = {
      base: new URL(BASE, hub.config.publicUrl ?? `https://${authority}`).href,
      tag: `tag:${authority},${since}`,
    };
    const feed = await readFeed(db, place, agency, cursorOf(request.query.after), new Date(`${since}T00:00:00Z`));
    const body = Buffer.from(writeFeed(feed));
    // Last-Modified is told and not judged by: two changes may fall into one of its seconds.
    reply.header('last-modified', feed.updated.toUTCString()).header('cache-control', 'public, max-age=60');
    const known = isKnown(request, reply, createHash('sha256').update(body).digest('base64url'));
    return known ? reply.code(304).send() : reply.type(ATOM_MEDIA_TYPE).send(body);
  }
}

function cursorOf(after: unknown): FeedCursor | null {
  if (after === undefined) return null;
  const cursor = readCursor(String(after));
  if (!cursor) throw portalError('PORTAL_UNKNOWN');
  return cursor;
}

/** The octets of a published file, as they are in the document; 410 for what was published once. */
async function sendFile(hub: Hub, request: FastifyRequest<OfFile>, reply: FastifyReply): Promise<FastifyReply> {
  const { db } = hub.database;
  const { id, n } = request.params;
  const entry = isId(id) ? await findEntry(db, id) : null;
  if (!entry) throw portalError('PORTAL_UNKNOWN');
  const barred = entry.state === 'withdrawn' || (await obstacles(db, [entry.documentId])).size > 0;
  if (barred) throw portalError('PORTAL_DOCUMENT_GONE');
  const [document, files] = await Promise.all([
    findDocument(db, entry.documentId),
    listAttachments(db, entry.documentId),
  ]);
  const file = files.find((one) => String(one.position) === n);
  if (!document || !file) throw portalError('PORTAL_UNKNOWN');
  const { zipped } = file;
  const digest = file.sha256.toString('hex');
  // Asked again before every use: a recall must be seen by whoever keeps a copy.
  const cache = 'public, no-cache';
  if (isKnown(request, reply, digest)) return reply.header('cache-control', cache).code(304).send();
  return sendBytes(reply, {
    mediaType: mediaTypeOf(file.name),
    name: file.name,
    open: () => openStoredAttachment(hub.blobs, document, file, zipped),
    size: zipped ? null : file.octets,
    sha256: zipped ? null : digest,
    cache,
  });
}

/** Names the version and says whether the reader has it already (RFC 9110 section 13.1.2). */
function isKnown(request: FastifyRequest, reply: FastifyReply, version: string): boolean {
  const etag = `"${version}"`;
  reply.header('etag', etag);
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes(etag);
}

function tellFailure(hub: Hub, request: FastifyRequest, reply: FastifyReply, failure: unknown): FastifyReply {
  reply.header('cache-control', 'no-store').removeHeader('etag');
  if (isHubError(failure)) return sendProblem(request, reply, failure);
  const { statusCode } = failure as { statusCode?: number };
  if (statusCode !== undefined && statusCode < 500) return sendProblem(request, reply, httpError('REQUEST_MALFORMED'));
  const incident = newId();
  hub.log.error({ error: failure, incident, route: request.routeOptions.url }, 'request failed');
  return sendProblem(request, reply, httpError('INTERNAL_ERROR', { incident }, failure));
}
