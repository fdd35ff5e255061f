import { type Answer, readAnswer } from './answer.ts';
import { readResults } from './results.ts';
import type { IofficeSettings } from './settings.ts';

export interface ListTask {
  readonly octets: Uint8Array;
  readonly settings: IofficeSettings;
}

/** An answer whose data is the results on the list. */
export default function read({ octets, settings }: ListTask): Answer | null {
  const answer = readAnswer(octets);
  return answer && { ...answer, data: readResults(answer.data, settings) };
}
