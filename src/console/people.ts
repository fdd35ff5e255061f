import { namesOf } from '../accounts/index.ts';
import type { Reader } from '../platform/database.ts';

const PERSON = 'person:';

/** The full names of those people among these whom the log names by their user names. */
export async function peopleAmong(reader: Reader, actors: readonly string[]): Promise<Map<string, string>> {
  const logins = actors.flatMap((one) => (one.startsWith(PERSON) ? one.slice(PERSON.length) : []));
  const names = await namesOf(reader, logins);
  return new Map([...names].map(([login, name]) => [`${PERSON}${login}`, name]));
}
