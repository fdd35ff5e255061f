import type { Readable } from 'node:stream';
import { z } from 'zod';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { JSON_BODY_BYTES } from '../platform/http/server.ts';
import { type Agency, fileAgencyRequest, isBelow, resolveAgencies } from '../registry/index.ts';
import { vxp } from '../wire/index.ts';
import { type Call, type Handler, invalid, type Made } from './call.ts';
import { vxpError } from './errors.ts';

/** Nothing signs this body, so nothing is done by it: it becomes a question to the administrator. */
const text = (most: number) => z.string().max(most).nullish();
const registration = z.object({
  code: z.string().trim().min(1).max(50),
  name: z.string().trim().min(1).max(500),
  pcode: z.string().trim().min(1).max(50),
  mail: text(100),
  mobile: text(50),
  fax: text(50),
});

/** Asks the administrator for a new agency below one that the system serves. Codes are the province's to give. */
export const registerAgency: Handler = async (hub, call) => {
  const body = registration.safeParse(await readJson(call.request.raw));
  if (!body.success) {
    const [issue] = body.error.issues;
    throw invalid(issue?.path.join('.') || 'body', issue?.message, '{code, name, pcode, mail, mobile, fax}');
  }
  const { code, name, pcode, mail, mobile, fax } = body.data;
  const above = await ownAgency(hub, call, pcode);
  const contact = { ...(mail && { email: mail }), ...(mobile && { telephone: mobile }), ...(fax && { fax }) };
  return file(hub, call, { kind: 'register', agencyId: above.id, code, name, contact });
};

/** Asks the administrator to close an agency. Nothing is deleted: closing sets the end of its validity. */
export const deleteAgency: Handler = async (hub, call) => {
  const agency = await ownAgency(hub, call, call.parameter('AgencyCode') ?? '');
  return file(hub, call, { kind: 'close', agencyId: agency.id, code: agency.code, name: agency.name, contact: {} });
};

type Question = Omit<Parameters<typeof fileAgencyRequest>[1], 'systemId'>;

async function file(hub: Hub, { principal }: Call, question: Question): Promise<Made> {
  await hub.database.db.transaction(async (tx) => {
    const id = await fileAgencyRequest(tx, { ...question, systemId: principal.systemId! });
    if (id === null) return;
    const { kind, agencyId, code, name } = question;
    const type = kind === 'register' ? 'agency.registration-asked' : 'agency.closing-asked';
    await record(tx, [{ type, actor: principal.actor, agencyId, data: { request: id, code, name: name ?? '' } }]);
  });
  return vxp.answerOk({});
}

/** @throws VXP_AGENCY_OUTSIDE for a code that names nobody too: what is not one's own is not told of */
async function ownAgency({ database: { db } }: Hub, { principal }: Call, code: string): Promise<Agency> {
  const agency = (await resolveAgencies(db, [code])).get(code);
  if (!agency || !(await isBelow(db, agency.id, principal.agencyIds))) {
    throw vxpError('VXP_AGENCY_OUTSIDE', { code: code.slice(0, 50) });
  }
  return agency;
}

async function readJson(body: Readable): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > JSON_BODY_BYTES) throw invalid('body', String(size), `≤ ${JSON_BODY_BYTES} byte`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw invalid('body', '–', 'JSON');
  }
}
