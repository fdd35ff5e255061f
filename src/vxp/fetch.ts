import { notFound, seeDelivery } from '../acts/see.ts';
import { releaseContent } from '../delivery/index.ts';
import type { Hub } from '../hub.ts';
import { findDocument, intakeError } from '../intake/index.ts';
import { openContent } from '../journey/content.ts';
import { vxp } from '../wire/index.ts';
import { type Call, type Handler, JSON_TYPE } from './call.ts';

/** The file as base64 in JSON, at flat memory however large it is. */
export const getEdoc: Handler = async (hub, call) => {
  const content = await release(hub, call);
  const size = vxp.contentLength(content.size);
  return { stream: { mediaType: JSON_TYPE, size, bytes: vxp.writeContent(content.open()) } };
};

export const downloadEdoc: Handler = async (hub, call) => {
  const { size, open } = await release(hub, call);
  return { stream: { mediaType: 'application/octet-stream', size, bytes: open() } };
};

/** Commits that the content leaves, then gives it: as one XML file, whatever form it came in. */
async function release(hub: Hub, call: Call) {
  const { db } = hub.database;
  const delivery = await seeDelivery(hub, call.principal, 'delivery.fetch', call.parameter('docId') ?? '');
  const document = await findDocument(db, delivery.documentId);
  if (!document) throw notFound(delivery.id);
  const content = await openContent(db, hub.blobs, document, 'inlined');
  if (!content) throw intakeError('CONTENT_GONE', { id: delivery.id });
  await db.transaction((tx) => releaseContent(tx, delivery.id, call.principal.actor));
  return content;
}
