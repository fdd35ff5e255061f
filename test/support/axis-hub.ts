import { sql } from 'drizzle-orm';
import { type AxisSimulator, AxisState, startSimulator } from '../../adapters/axis/simulator/index.ts';
import type { AxisSettings } from '../../adapters/contract.ts';
import { startAxes } from '../../src/axes/index.ts';
import type { Link } from '../../src/links/index.ts';
import { saveAxis } from '../../src/registry/index.ts';
import { type Mover, startMover, until } from '../integration/delivery-fixture.ts';
import { clerks } from './clerks.ts';
import { type TestHub, testHub } from './hub.ts';
import { type Letter, letter } from './letters.ts';
import { CODES, type Province, settleProvince } from './province.ts';

export interface AxisHub {
  readonly it: TestHub;
  readonly province: Province;
  readonly office: ReturnType<typeof clerks>;
  readonly state: AxisState;
  readonly axis: AxisSimulator;
  /** Tells the hub how to speak to the axis, as an administrator does. */
  save(settings?: Partial<Extract<AxisSettings, { dialect: 'vxp' }>>, name?: string, to?: AxisSimulator): Promise<void>;
  /** The committee hands a document in for these codes. */
  send(...to: string[]): Promise<Letter & { readonly id: string }>;
  /** Resolves once the delivery of a document to a code is in this state. */
  stateIs(documentId: string, code: string, state: string): Promise<void>;
  /** Resolves once the axis was told of its package. */
  told(docId: string, status: 'done' | 'fail'): Promise<void>;
  close(): Promise<void>;
}

const QUICK = { lookMs: 50, pollMs: 50, followMs: 50 };

/** A hub with a province of its own, and a simulated axis behind which the Government Office is reached. */
export async function axisHub(): Promise<AxisHub> {
  const it = await testHub({ role: 'api' });
  const province = await settleProvince(it.database.owner, it.database.database);
  const { blobs, vault } = it.hub;
  const mover: Mover = await startMover({ blobs, vault, test: it.database });
  const hub = { ...it.hub, delivery: mover.engine };
  const office = clerks(it, province);
  const state = new AxisState();
  const axis = await startSimulator(state);
  let axes: Link | null = null;
  const save: AxisHub['save'] = async (settings = {}, name = 'vpcp', to = axis) => {
    const { url: baseUrl, systemId, secret } = to;
    const vxp = { dialect: 'vxp', systemId, directory: 'none', ...settings };
    await it.hub.database.db.transaction((tx) =>
      saveAxis(tx, vault, { name, adapter: 'axis', baseUrl, secret, settings: vxp }),
    );
    axes ??= startAxes(hub, it.database.owner, QUICK);
  };
  await save();
  return {
    it,
    province,
    office,
    state,
    axis,
    save,
    async send(...to) {
      const sent = letter({ from: CODES.committee, to });
      const { documentId } = await office.accepted(CODES.office, sent.xml);
      return { ...sent, id: documentId };
    },
    stateIs: (documentId, code, wanted) =>
      until(
        it.database.database,
        sql`exists (select 1 from delivery where document_id = ${documentId} and addressed_code = ${code} and state = ${wanted})`,
      ),
    told: (docId, status) =>
      until(
        it.database.database,
        sql`exists (select 1 from offered_package where transport_id = ${docId} and told = ${status})`,
      ),
    async close() {
      await axes?.stop();
      await mover.stop();
      await axis.close();
      await it.close();
    },
  };
}
