import type { Tools } from '../../../app.ts';
import { findDraft } from '../../../compose/index.ts';
import { findAgencies } from '../../../registry/index.ts';
import { readTicket } from '../../../signing/index.ts';
import { type SigningKey, signPdf } from '../../../trust/index.ts';
import type { Keys } from '../cast.ts';
import { PLACE_KEYS, PLACES } from '../province.ts';
import { type Signing, signAndReturn } from './service.ts';

/**
 * The tokens of the demonstration: a leader signs what is approved, the agency everything else. Which agency sits at the
 * machine is known by the ticket in the file's address; nobody is asked for a PIN.
 */
export function tokensOf(tools: Tools, keys: Keys): Signing {
  return async (operation, request) => {
    const key = await keyFor(tools, keys, operation, request.FileName);
    if (!key) return { Status: 11, Message: 'Không tìm thấy chứng thư số trên USB token' };
    return signAndReturn(request, (file) => signPdf(file, key));
  };
}

async function keyFor(tools: Tools, keys: Keys, operation: string, file: string): Promise<SigningKey | undefined> {
  const { db } = tools.database;
  const ticket = await readTicket(db, new URL(file).pathname.split('/').at(-2) ?? '');
  const draft = await findDraft(db, ticket.accountId, ticket.draftId);
  const agency = draft && (await findAgencies(db, [draft.agencyId])).get(draft.agencyId);
  const place = PLACE_KEYS.find((one) => PLACES[one].code === agency?.code);
  if (!place) return undefined;
  return operation === 'SignApproved' ? keys.leaders[place] : keys.agencies[PLACES[place].code];
}
