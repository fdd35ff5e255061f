import { and, eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import { channelError } from './channel-errors.ts';
import { connectionError } from './connection-errors.ts';
import type { Agency } from './model.ts';
import { channel, connection } from './tables.ts';

export type NewChannel = {
  /** Largest document in bytes that the recipient takes; null or absent for the hub's own limit. */
  readonly maxBytes?: number | null;
  /** Concurrent sends to the recipient, 1 to 100; default 4. */
  readonly cap?: number;
  /** Sends per minute, 1 to 100,000; null or absent for no limit. */
  readonly rate?: number | null;
} & (
  | { readonly kind: 'pull' }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | {
      readonly kind: 'connection';
      readonly connection: string;
      /** Where the agency is found in that system, at most 200 characters; null where its code says it. */
      readonly address: string | null;
    }
);

/** Sets the receiving channel of record of an agency, in place of the one before. Throws CHANNEL_INVALID, CONNECTION_UNKNOWN. */
export async function setChannel(tx: Tx, vault: Vault, agencyId: string, input: NewChannel): Promise<void> {
  if (input.kind === 'webhook') checkWebhook(input.url, input.secret);
  if (input.kind === 'connection') await checkConnection(tx, input);
  checkLimits(input);
  const row = {
    kind: input.kind,
    url: input.kind === 'webhook' ? input.url : null,
    secret: input.kind === 'webhook' ? vault.seal(input.secret, agencyId) : null,
    connection: input.kind === 'connection' ? input.connection : null,
    address: input.kind === 'connection' ? input.address : null,
    maxBytes: input.maxBytes ?? null,
    cap: input.cap ?? 4,
    rate: input.rate ?? null,
  };
  await tx
    .insert(channel)
    .values({ agencyId, ...row })
    .onConflictDoUpdate({ target: channel.agencyId, set: { ...row, updatedAt: sql`now()` } });
}

/** The channel of record as an administrator set it; null where there is none. The secret is not told. */
export async function ownChannel(reader: Reader, agencyId: string) {
  const { kind, url, connection: by, address, maxBytes, cap, rate, updatedAt } = channel;
  const [row] = await reader
    .select({ kind, url, connection: by, address, maxBytes, cap, rate, updatedAt })
    .from(channel)
    .where(eq(channel.agencyId, agencyId));
  return row ?? null;
}

/** The webhook secret of an agency, for the one who signs the call; null where there is none. */
export async function channelSecret(reader: Reader, vault: Vault, agencyId: string): Promise<string | null> {
  const [row] = await reader.select({ secret: channel.secret }).from(channel).where(eq(channel.agencyId, agencyId));
  return row?.secret ? vault.open(row.secret, agencyId) : null;
}

/** Seconds from one test call of a webhook to the next. */
const BETWEEN_TESTS_SECONDS = 15;

/**
 * Leave for one test call of an agency's webhook, counted over all processes. Gives whom to call and the key to sign with.
 * Throws CHANNEL_NOT_WEBHOOK, CHANNEL_TEST_TOO_SOON.
 */
export async function beginChannelTest(
  tx: Tx,
  vault: Vault,
  { id, code }: Pick<Agency, 'id' | 'code'>,
): Promise<{ url: string; secret: string }> {
  const [row] = await tx.select().from(channel).where(eq(channel.agencyId, id)).for('update');
  if (row?.kind !== 'webhook' || !row.url || !row.secret) throw channelError('CHANNEL_NOT_WEBHOOK', { code });
  const { rowCount } = await tx
    .update(channel)
    .set({ testedAt: sql`now()` })
    .where(
      and(
        eq(channel.agencyId, id),
        sql`(${channel.testedAt} is null or ${channel.testedAt} <= now() - make_interval(secs => ${BETWEEN_TESTS_SECONDS}))`,
      ),
    );
  if (!rowCount) throw channelError('CHANNEL_TEST_TOO_SOON', { code, seconds: BETWEEN_TESTS_SECONDS });
  return { url: row.url, secret: vault.open(row.secret, id) };
}

const LIMITS = { cap: 100, rate: 100_000, maxBytes: 2 ** 31 } as const;

function checkLimits(input: NewChannel): void {
  for (const [name, most] of Object.entries(LIMITS)) {
    const value = input[name as keyof typeof LIMITS] ?? 1;
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw channelError('CHANNEL_INVALID', { field: name, problem: `${name}: 1…${most}` });
  }
}

const LONGEST_ADDRESS = 200;

async function checkConnection(
  tx: Tx,
  { connection: name, address }: { readonly connection: string; readonly address: string | null },
): Promise<void> {
  if (address !== null && (address === '' || address.length > LONGEST_ADDRESS))
    throw channelError('CHANNEL_INVALID', { field: 'address', problem: `address: 1…${LONGEST_ADDRESS}` });
  const [known] = await tx.select({ name: connection.name }).from(connection).where(eq(connection.name, name));
  if (!known) throw connectionError('CONNECTION_UNKNOWN', { name });
}

function checkWebhook(url: string, secret: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol !== 'https:' && protocol !== 'http:')
    throw channelError('CHANNEL_INVALID', { field: 'url', problem: url });
  if (secret === '') throw channelError('CHANNEL_INVALID', { field: 'secret', problem: 'secret' });
}
