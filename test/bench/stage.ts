import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTools, type Tools } from '../../src/app.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { openLog } from '../../src/platform/log.ts';
import {
  type AgencyRow,
  bindCertificate,
  createSystem,
  importAgencies,
  resolveAgencies,
  setChannel,
} from '../../src/registry/index.ts';
import { createDemoPki, type SigningKey } from '../../src/trust/index.ts';
import { type HubProcess, type HubSettings, startHubProcess } from './hub-process.ts';

/** Fictitious agencies: one sends, the others receive. */
export const SENDER = '000.00.01.H98';
export const RECIPIENTS = Array.from({ length: 20 }, (_, n) => `000.00.${String(n + 11)}.H98`);
/** A system of the field serves several agencies. */
const AGENCIES_OF_SYSTEM = 5;

export const WEBHOOK_SECRET = 'bench-secret-of-the-receiver';

/** The key that signs every document, made once: two RSA keys cost seconds. */
export async function makeSigner(): Promise<SigningKey & { drop(): Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-pki-'));
  const pki = await createDemoPki(directory);
  const key = await pki.issue(SENDER, { agency: 'Văn phòng UBND tỉnh Thử Nghiệm', province: 'Tỉnh Thử Nghiệm' });
  return { ...key, drop: () => rm(directory, { recursive: true, force: true }) };
}

export interface Stage {
  readonly hub: HubProcess;
  readonly senderKey: string;
  /** API keys of the systems that receive, each for some of the recipients. */
  readonly receiverKeys: readonly string[];
  /** The hub's tables, for what only they know. */
  readonly tools: Tools;
  /** Ends the hub and starts it again on the same state, as its own process with fresh memory. */
  restart(): Promise<HubProcess>;
  close(): Promise<void>;
}

/** A hub on an empty directory with its agencies, systems and the signer's certificate. */
export async function openStage(
  signer: SigningKey,
  options: Omit<HubSettings, 'dataDir'> & {
    readonly webhookUrl?: string;
    readonly recipients?: readonly string[];
  } = {},
): Promise<Stage> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-'));
  const start = () => startHubProcess({ ...options, dataDir });
  let hub = await start();
  const tools = await openTools(loadConfig({}, { DATA_DIR: dataDir }), openLog('silent'));
  const { senderKey, receiverKeys } = await register(
    tools,
    signer,
    options.webhookUrl,
    options.recipients ?? RECIPIENTS,
  );
  return {
    get hub() {
      return hub;
    },
    senderKey,
    receiverKeys,
    tools,
    async restart() {
      await hub.stop();
      hub = await start();
      return hub;
    },
    async close() {
      await hub.stop();
      await tools.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function register(
  tools: Tools,
  signer: SigningKey,
  webhookUrl: string | undefined,
  recipients: readonly string[],
) {
  const codes = [SENDER, ...recipients];
  const rows = codes.map((code, n): AgencyRow => ({ line: n + 1, code, name: `Cơ quan ${code}`, level: '2' }));
  await importAgencies(tools.owner, rows);
  const agencies = await resolveAgencies(tools.database.db, codes);
  const ids = codes.map((code) => agencies.get(code)!.id);
  return tools.database.db.transaction(async (tx) => {
    await bindCertificate(tx, { agencyId: ids[0]!, der: Buffer.from(signer.certificatePem), addedBy: 'cli:bench' });
    const sender = await createSystem(tx, { name: 'sender', agencyIds: ids.slice(0, 1), scopes: ['send'] });
    const receiverKeys: string[] = [];
    for (let from = 1; from < ids.length; from += AGENCIES_OF_SYSTEM) {
      const agencyIds = ids.slice(from, from + AGENCIES_OF_SYSTEM);
      const { apiKey } = await createSystem(tx, { name: `receiver ${from}`, agencyIds, scopes: ['receive'] });
      receiverKeys.push(apiKey);
    }
    if (webhookUrl !== undefined) {
      const channel = { kind: 'webhook' as const, url: webhookUrl, secret: WEBHOOK_SECRET };
      for (const id of ids.slice(1)) await setChannel(tx, tools.vault, id, channel);
    }
    return { senderKey: sender.apiKey, receiverKeys };
  });
}
