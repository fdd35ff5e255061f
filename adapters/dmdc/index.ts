import type { HttpClient } from '../contract.ts';
import { error } from './errors.ts';
import { type CatalogueRecord, readRecord } from './record.ts';

export type { CatalogueRecord } from './record.ts';

/** Records of a national list; one that is longer is no list. */
const MOST_RECORDS = 200_000;
const MOST_BYTES = 32 * 1_048_576;
const PATIENCE_MS = 120_000;

export interface CatalogueName {
  /** As the service calls it: `qlvanbandieuhanhcap2`. */
  readonly path: string;
  /** 1 to 4, or null where the catalogue has no levels. */
  readonly level: number | null;
}

export interface CatalogueList {
  readonly records: readonly CatalogueRecord[];
  /** What had no code or no name, or a code that stood there before. */
  readonly leftOut: number;
}

export interface Dmdc {
  /** The whole catalogue. Throws CATALOGUE_CALL_REFUSED, CATALOGUE_ANSWER_UNREADABLE and outbound errors. */
  read(name: CatalogueName, signal: AbortSignal): Promise<CatalogueList>;
}

export interface DmdcParts {
  /** Of the service, without the catalogue's name: `https://api.tinh.gov.vn/dmdc/Category`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly http: HttpClient;
}

/** The client of a province's shared catalogues. */
export function openDmdc({ baseUrl, token, http }: DmdcParts): Dmdc {
  return {
    async read({ path, level }, signal) {
      const answer = await http.request({
        url: `${baseUrl.replace(/\/+$/, '')}/${path}`,
        method: 'GET',
        headers: { accept: 'application/json', authorization: `Bearer ${token}` },
        timeoutMs: PATIENCE_MS,
        maxBytes: MOST_BYTES,
        signal,
      });
      if (answer.status !== 200) throw error('CATALOGUE_CALL_REFUSED', { catalogue: path, status: answer.status });
      const given = listIn(parse(answer.body, path));
      if (given === null) throw error('CATALOGUE_ANSWER_UNREADABLE', { catalogue: path, problem: 'no list' });
      if (given.length > MOST_RECORDS)
        throw error('CATALOGUE_ANSWER_UNREADABLE', { catalogue: path, problem: `> ${MOST_RECORDS}` });
      const records = new Map<string, CatalogueRecord>();
      for (const one of given) {
        const record = readRecord(one, level);
        if (record && !records.has(record.code)) records.set(record.code, record);
      }
      return { records: [...records.values()], leftOut: given.length - records.size };
    },
  };
}

function parse(body: Buffer, path: string): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw error('CATALOGUE_ANSWER_UNREADABLE', { catalogue: path, problem: 'JSON' }, cause);
  }
}

const ENVELOPES = ['data', 'items', 'result', 'records'];

/** The list itself, or where it stands in an envelope, at most two deep. */
function listIn(answer: unknown, depth = 0): readonly unknown[] | null {
  if (Array.isArray(answer)) return answer;
  if (typeof answer !== 'object' || answer === null || depth === 2) return null;
  for (const name of ENVELOPES) {
    const found = listIn((answer as Record<string, unknown>)[name], depth + 1);
    if (found) return found;
  }
  return null;
}
