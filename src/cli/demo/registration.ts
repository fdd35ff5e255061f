import type { Tools } from '../../app.ts';
import { isHubError } from '../../platform/errors.ts';
import {
  type AgencyRow,
  assignAgencies,
  bindCertificate,
  createSystem,
  importAgencies,
  resolveAgencies,
  rotateKey,
} from '../../registry/index.ts';
import type { SigningKey } from '../../trust/index.ts';
import { leaderOf } from './letters.ts';
import { directory, PLACES, type PlaceKey } from './province.ts';

/** An agency that field files name, registered for the demonstration. */
export interface Stranger {
  readonly code: string;
  readonly name: string;
}

/** Brings the directory and the signers of one of the two hubs in; gives the agencies' ids by code. */
export async function register(
  tools: Tools,
  side: 'province' | 'government',
  certificates: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const ids = await bringIn(tools, directory(side));
  await bind(tools, ids, certificates);
  return ids;
}

/**
 * Registers agencies that only field files name. Their signatures are looked at when there is one, as at a door of the
 * field: a file travels as it is.
 */
export async function registerStrangers(
  tools: Tools,
  strangers: readonly Stranger[],
  certificates: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const ids = await bringIn(
    tools,
    strangers.map(({ code, name }, index) => ({
      line: index + 1,
      code,
      name,
      level: '1',
      signature_policy: 'verify-if-present',
    })),
  );
  await bind(tools, ids, certificates);
  return ids;
}

async function bringIn(tools: Tools, rows: readonly AgencyRow[]): Promise<Map<string, string>> {
  const report = await importAgencies(tools.owner, rows);
  const [problem] = report.rejected;
  if (problem) throw new Error(`directory line ${problem.line}: ${problem.reason.en}`);
  const codes = rows.flatMap((row) => row.code ?? []);
  const agencies = await resolveAgencies(tools.database.db, codes);
  return new Map([...agencies].map(([code, agency]) => [code, agency.id]));
}

async function bind(
  tools: Tools,
  ids: ReadonlyMap<string, string>,
  certificates: Readonly<Record<string, string>>,
): Promise<void> {
  await tools.database.db.transaction(async (tx) => {
    for (const [code, agencyId] of ids) {
      const pem = certificates[code];
      if (pem) await bindCertificate(tx, { agencyId, der: Buffer.from(pem), addedBy: 'cli:demo' });
    }
  });
}

/** The certificates of those who sign for their agencies, beside the agencies' own. */
export async function bindLeaders(
  tools: Tools,
  ids: ReadonlyMap<string, string>,
  leaders: Readonly<Partial<Record<PlaceKey, SigningKey>>>,
): Promise<void> {
  await tools.database.db.transaction(async (tx) => {
    for (const [place, key] of Object.entries(leaders)) {
      const agencyId = ids.get(PLACES[place as PlaceKey].code)!;
      const person = leaderOf(place as PlaceKey)!.signerName;
      await bindCertificate(tx, { agencyId, person, der: Buffer.from(key.certificatePem), addedBy: 'cli:demo' });
    }
  });
}

/** A fresh key for a system: keys are kept nowhere, so every run of the demonstration makes new ones. */
export async function systemKey(
  tools: Pick<Tools, 'database'>,
  name: string,
  agencyIds: readonly string[],
): Promise<string> {
  const { db } = tools.database;
  try {
    const made = await db.transaction((tx) =>
      createSystem(tx, { name, agencyIds, scopes: ['send', 'receive', 'agency.read'] }),
    );
    return made.apiKey;
  } catch (problem) {
    if (!isHubError(problem) || problem.code !== 'SYSTEM_NAME_TAKEN') throw problem;
    return db.transaction(async (tx) => {
      const { id, apiKey } = await rotateKey(tx, name);
      await assignAgencies(tx, id, agencyIds);
      return apiKey;
    });
  }
}
