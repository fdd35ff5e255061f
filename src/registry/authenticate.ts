import { createHash, timingSafeEqual } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import { inherits, today } from './agencies.ts';
import { noteContact } from './contact.ts';
import { remember } from './memory.ts';
import type { Principal, Scope } from './model.ts';
import { WEB_SYSTEM } from './systems.ts';

/** The shape of a key: `lt_` and 32 random bytes in base64url. Anything else is refused without asking the database. */
const API_KEY = /^lt_[A-Za-z0-9_-]{43}$/;

interface SystemRow extends Record<string, unknown> {
  id: string;
  name: string;
  keySha256: Buffer;
  oldKeySha256: Buffer | null;
  scopes: Scope[];
  allOrNothing: boolean;
  agencyIds: string[];
  predecessorIds: string[];
}

/**
 * Who holds this API key, the system's own or, while it overlaps, the one before; null for a key that is malformed,
 * unknown, ended or of a disabled system.
 */
export async function authenticate(
  reader: Reader,
  apiKey: string,
  clock: Clock = systemClock,
): Promise<Principal | null> {
  if (!API_KEY.test(apiKey)) return null;
  const digest = createHash('sha256').update(apiKey).digest();
  const principal = await remember(reader, digest.toString('base64'), clock, async () => {
    const row = await readSystem(
      reader,
      sql`(key_sha256 = ${digest} or (previous_key_sha256 = ${digest} and now() < previous_until))`,
    );
    // The index found it by hash already; the compare in constant time keeps a changed query from ever leaking bytes.
    const holds = [row?.keySha256, row?.oldKeySha256].some((held) => held && timingSafeEqual(held, digest));
    return row && holds ? toPrincipal(row) : null;
  });
  if (principal?.systemId) await noteContact(reader, principal.systemId, clock);
  return principal;
}

/** What a system may do today, for a submission of its that waited for a verdict; null when it is gone or disabled. */
export async function principalOfSystem(reader: Reader, systemId: string): Promise<Principal | null> {
  const row = await readSystem(reader, sql`id = ${systemId}::uuid`);
  return row ? toPrincipal(row) : null;
}

function toPrincipal(row: SystemRow): Principal {
  return {
    kind: 'system',
    systemId: row.id,
    actor: `system:${row.name}`,
    scopes: row.scopes,
    agencyIds: new Set(row.agencyIds),
    predecessorIds: new Set(row.predecessorIds),
    allOrNothing: row.allOrNothing,
  };
}

interface Standing extends Record<string, unknown> {
  agencyIds: string[];
  predecessorIds: string[];
  works: boolean;
}

/**
 * A clerk at the web pages: his agencies, and what follows from them, as for a system that serves them; nothing while
 * the system of the web pages is disabled.
 */
export async function personPrincipal(reader: Reader, actor: string, agencyIds: readonly string[]): Promise<Principal> {
  const open = sql`exists (select from system where name = ${WEB_SYSTEM} and disabled_at is null)`;
  const { rows } = await reader.execute<Standing>(sql`
    with recursive ${standing(sql`select id from unnest(${sql.param([...agencyIds])}::uuid[]) id where ${open}`)}
    select array(select id::text from serves) as "agencyIds", array(select id::text from past) as "predecessorIds",
      ${open} as works`);
  const { agencyIds: serves = [], predecessorIds = [], works = false } = rows[0] ?? {};
  return {
    kind: 'person',
    systemId: null,
    actor,
    scopes: works ? ['send', 'receive', 'agency.read'] : [],
    agencyIds: new Set(serves),
    predecessorIds: new Set(predecessorIds),
    allOrNothing: false,
  };
}

async function readSystem(reader: Reader, which: SQL): Promise<SystemRow | undefined> {
  const { rows } = await reader.execute<SystemRow>(sql`
    with recursive asked as (
      select * from system where ${which} and disabled_at is null
    ), ${standing(sql`select live.agency_id as id from live join asked on asked.id = live.system_id`)}
    select id, name, key_sha256 as "keySha256",
      case when now() < previous_until then previous_key_sha256 end as "oldKeySha256", scopes, all_or_nothing as "allOrNothing",
      array(select id::text from serves) as "agencyIds", array(select id::text from past) as "predecessorIds"
    from asked`);
  return rows[0];
}

/**
 * Who serves the `direct` agencies serves also those for which one of them is the contact point as long as no system
 * serves them directly: the office of a People's Committee sends and receives for the committee
 * (QĐ 28/2018 Art 7(3)). An heir inherits of closed agencies only: while one is open, its mail is its own. Of a split
 * agency that has no heir inherits the one agency in which all its successors have ended.
 */
const standing = (direct: SQL): SQL => sql`
  live as (
    select l.system_id, l.agency_id from system_agency l join system y on y.id = l.system_id
    where y.disabled_at is null and l.valid_from <= now() and (l.valid_to is null or now() < l.valid_to)
  ), direct as materialized (${direct}), serves as materialized (
    select id from direct
    union
    select a.id from direct join agency a on a.contact_point_id = direct.id
    where a.axis is null and not exists (select from live where live.agency_id = a.id)
  ), past (id) as (
    select s.agency_id from serves join agency_successor s on s.successor_id = serves.id and ${inherits('s')}
      join agency a on a.id = s.agency_id and a.valid_to <= ${today}
    union
    select agency_id from ended_at(array(select id from serves), ${today})
    union
    select s.agency_id from past join agency_successor s on s.successor_id = past.id and ${inherits('s')}
      join agency a on a.id = s.agency_id and a.valid_to <= ${today}
  )`;
