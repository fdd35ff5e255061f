import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database, Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { findAgencies, resolveAgencies, today } from './agencies.ts';
import { normaliseCode } from './codes.ts';
import { error } from './errors.ts';
import { importAgencies } from './import.ts';
import type { AgencyRow } from './import-rules.ts';
import type { Contact } from './model.ts';
import { agencyRequest, system } from './tables.ts';

export type AgencyRequestRow = typeof agencyRequest.$inferSelect;

export interface NewAgencyRequest {
  readonly kind: 'register' | 'close';
  readonly systemId: string;
  /** The agency to be closed, or under which one is to be registered. */
  readonly agencyId: string;
  readonly code: string;
  readonly name: string | null;
  readonly contact: Contact;
}

/** Files what a system asks for; the same question again while the first one is open changes nothing, and gives null. */
export async function fileAgencyRequest(tx: Tx, input: NewAgencyRequest): Promise<string | null> {
  const [made] = await tx
    .insert(agencyRequest)
    .values({ ...input, id: newId(), code: normaliseCode(input.code) })
    .onConflictDoNothing()
    .returning({ id: agencyRequest.id });
  return made?.id ?? null;
}

/** What waits for a decision, oldest first, with the names of the asking system and of the agency in question. */
export async function openAgencyRequests(reader: Reader) {
  const rows = await reader
    .select({ request: agencyRequest, system: system.name })
    .from(agencyRequest)
    .innerJoin(system, eq(system.id, agencyRequest.systemId))
    .where(isNull(agencyRequest.decision))
    .orderBy(agencyRequest.id)
    .limit(1_000);
  const agencies = await findAgencies(
    reader,
    rows.map(({ request }) => request.agencyId),
  );
  return rows.map(({ request, system: name }) => ({
    ...request,
    system: name,
    agency: agencies.get(request.agencyId)!,
  }));
}

export interface Decision {
  readonly actor: string;
  readonly why: string | null;
}

/** Called in the transaction of a decision, to record it. */
export type OnDecided = (tx: Tx, request: AgencyRequestRow) => Promise<void>;

/**
 * Does what was asked: adds the agency under the code that is given (the province's to choose), or ends the validity of
 * the one to be closed, today. Nothing is deleted. An agency that exists is never changed by a registration.
 * @param owner The tables' owner: the directory's import does the writing.
 * @throws AGENCY_REQUEST_UNKNOWN, AGENCY_CODE_TAKEN, AGENCY_REQUEST_IMPOSSIBLE
 */
export async function acceptAgencyRequest(
  owner: Database,
  id: string,
  decision: Decision & { readonly code?: string | undefined },
  onDecided: OnDecided,
): Promise<AgencyRequestRow> {
  const asked = await openRequest(owner.db, id);
  const row =
    asked.kind === 'close' ? await closing(owner.db, asked) : await registration(owner.db, asked, decision.code);
  let decided = asked;
  await importAgencies(owner, [row], undefined, async (tx, { rejected }) => {
    const [problem] = rejected;
    if (problem) throw error('AGENCY_REQUEST_IMPOSSIBLE', { vi: problem.reason.vi, en: problem.reason.en });
    decided = await decide(tx, id, 'accepted', decision);
    await onDecided(tx, decided);
  });
  return decided;
}

/** @throws AGENCY_REQUEST_UNKNOWN */
export async function refuseAgencyRequest(tx: Tx, id: string, decision: Decision): Promise<AgencyRequestRow> {
  return decide(tx, id, 'refused', decision);
}

async function openRequest(reader: Reader, id: string): Promise<AgencyRequestRow> {
  const [row] = await reader
    .select()
    .from(agencyRequest)
    .where(and(sql`${agencyRequest.id}::text = ${id.toLowerCase()}`, isNull(agencyRequest.decision)));
  if (!row) throw error('AGENCY_REQUEST_UNKNOWN', { id });
  return row;
}

async function decide(tx: Tx, id: string, outcome: 'accepted' | 'refused', { actor, why }: Decision) {
  const { id: known } = await openRequest(tx, id);
  const [row] = await tx
    .update(agencyRequest)
    .set({ decision: outcome, why, decidedBy: actor, decidedAt: sql`now()` })
    .where(and(eq(agencyRequest.id, known), isNull(agencyRequest.decision)))
    .returning();
  if (!row) throw error('AGENCY_REQUEST_UNKNOWN', { id });
  return row;
}

async function registration(reader: Reader, asked: AgencyRequestRow, given: string | undefined): Promise<AgencyRow> {
  const code = normaliseCode(given ?? asked.code);
  if ((await resolveAgencies(reader, [code])).size > 0) throw error('AGENCY_CODE_TAKEN', { code });
  const parent = (await findAgencies(reader, [asked.agencyId])).get(asked.agencyId)!;
  const { email, telephone, fax } = asked.contact;
  return {
    line: 1,
    code,
    name: asked.name ?? code,
    level: String(Math.min(4, parent.level + 1)),
    parent_code: parent.code,
    ...(email && { email }),
    ...(telephone && { telephone }),
    ...(fax && { fax }),
  };
}

async function closing(reader: Reader, asked: AgencyRequestRow): Promise<AgencyRow> {
  const agency = (await findAgencies(reader, [asked.agencyId])).get(asked.agencyId)!;
  const { rows } = await reader.execute<{ day: string }>(sql`select ${today}::text as day`);
  return { line: 1, code: agency.code, name: agency.name, level: String(agency.level), valid_to: rows[0]!.day };
}
