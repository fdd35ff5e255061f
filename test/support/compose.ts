import path from 'node:path';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { addSealingKey } from '../../src/registry/index.ts';
import { createDemoPki } from '../../src/trust/index.ts';
import type { TestHub } from './hub.ts';
import { sign, startPdf } from './pdf-signer.ts';
import type { Province } from './province.ts';
import { makeSigner } from './signers.ts';

const ec = { scheme: 'ec' } as const;
const person = makeSigner('C=VN, O=UBND tỉnh Thử Nghiệm, OU=Ban Giám đốc, CN=Trần Văn Mẫu, E=mau@example.vn', ec);
const agency = makeSigner('C=VN, O=Tỉnh Thử Nghiệm, CN=Sở Nội vụ', ec);

/** A letter as the leader signed it, and as it is once the organisation has signed as well. */
export const LEADER_SIGNED = sign(startPdf(makePdf(['Cong van cua So Noi vu'])), person).bytes;
export const FULLY_SIGNED = sign(sign(startPdf(makePdf(['Cong van cua So Noi vu'])), person), agency).bytes;
/** An annex in a file of its own, signed by the organisation alone. */
export const SIGNED_ANNEX = sign(startPdf(makePdf(['Phu luc'])), agency).bytes;

/** Gives the hub the system key of an agency, so that its people can send from the web pages. */
export async function giveSealingKey(it: TestHub, province: Province, code: string): Promise<void> {
  const pki = await createDemoPki(path.join(it.dataDir, 'pki'));
  const key = await pki.issue(code, { agency: code, province: 'Thử Nghiệm' });
  const agencyId = await province.agencyId(code);
  await it.database.database.db.transaction((tx) =>
    addSealingKey(tx, it.hub.vault, { agencyId, key, addedBy: 'cli:test' }),
  );
}
