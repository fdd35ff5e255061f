import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { about, basePath, folders, list, networks, type SettingMeta, signService } from './config-about.ts';
import { ACCOUNT_SETTINGS } from './config-accounts.ts';
import { CATALOGUE_SETTINGS } from './config-catalogue.ts';
import { DELIVERY_SETTINGS } from './config-delivery.ts';
import { configError } from './config-errors.ts';
import { LIMIT_SETTINGS } from './config-limits.ts';
import { LISTEN_SETTINGS } from './config-listen.ts';
import { readBySchema } from './issues.ts';
import { isLoopback } from './networks.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Every setting: its variable, type, default and meaning. `process.env` is read in this file only. */
export const settings = z.object({
  dataDir: z
    .string()
    .default(defaultDataDir)
    .transform((directory) => path.resolve(directory))
    .meta(
      about({
        env: 'DATA_DIR',
        description: 'Where the hub keeps its state: blobs, keys, and the embedded database.',
        defaultText: '`.data` in the checkout; for root `/var/lib/lienthong/<hash of the checkout>`',
      }),
    ),
  databaseUrl: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .meta(
      about({
        env: 'DATABASE_URL',
        description: 'PostgreSQL 15 to 18, as the owner of the tables. Without it the embedded PostgreSQL is used.',
        secret: true,
      }),
    ),
  databaseConnections: z.coerce
    .number()
    .int()
    .min(4)
    .max(200)
    .default(20)
    .meta(
      about({ env: 'DATABASE_CONNECTIONS', description: 'Largest number of database connections of one process.' }),
    ),
  redisUrl: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .meta(
      about({
        env: 'REDIS_URL',
        description:
          'Redis or Valkey (AOF, noeviction) as the queue engine. Without it the queue runs on PostgreSQL. Losing it loses no document.',
        secret: true,
      }),
    ),
  role: z
    .enum(['all', 'api', 'worker'])
    .default('all')
    .meta(
      about({ env: 'HUB_ROLE', description: 'What this process does: answer requests, push deliveries, or both.' }),
    ),
  ...LISTEN_SETTINGS,
  outboundAllow: networks.default([]).meta(
    about({
      env: 'OUTBOUND_ALLOW',
      description:
        'CIDR ranges of private addresses that the hub may call. Public addresses need no entry; link-local and metadata addresses stay closed whatever is written here.',
    }),
  ),
  folderRoots: folders.default([]).meta(
    about({
      env: 'FOLDER_ROOTS',
      description:
        'Absolute paths, separated by commas: connections of kind folder may use what lies below them. None by default.',
    }),
  ),
  trustAnchors: z
    .string()
    .transform((directory) => path.resolve(directory))
    .optional()
    .meta(
      about({
        env: 'TRUST_ANCHORS',
        description:
          'Folder of root certificates (PEM or DER). With it the chain and the revocation of every signer are checked; its subfolder `intermediates` helps to find paths. Without it the certificates bound in the registry are trusted as they are.',
      }),
    ),
  smtpUrl: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .meta(
      about({
        env: 'SMTP_URL',
        description:
          'Mail server for alerts, `smtps://user:password@host` or `smtp://user:password@host:587`. TLS is required except on loopback. Without it no e-mail is sent.',
        secret: true,
      }),
    ),
  mailFrom: z
    .email()
    .optional()
    .meta(about({ env: 'MAIL_FROM', description: 'Sender address of alerts; needed with SMTP_URL.' })),
  revocationAllow: list.default([]).meta(
    about({
      env: 'REVOCATION_ALLOW',
      description:
        'Host names or beginnings of URLs that may be asked for OCSP answers and CRLs. Addresses that certificates name beyond this list are never called.',
    }),
  ),
  dossierApplications: list.default(['MCDT']).meta(
    about({
      env: 'DOSSIER_APPLICATIONS',
      description:
        'Beginnings of the ApplicationType of một cửa systems: documents that carry one are of a dossier, whatever the shape of its number.',
    }),
  ),
  vxpDoor: z
    .enum(['on', 'off'])
    .default('on')
    .meta(
      about({
        env: 'VXP_DOOR',
        description: "Whether systems may connect by the axis's protocol (VXP), see docs/connecting-vxp.md.",
      }),
    ),
  vxpBasePath: basePath
    .default('/XrdAdapter/adapter')
    .meta(about({ env: 'VXP_BASE_PATH', description: 'Path under which the VXP door answers.' })),
  vxpPlainHttp: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .meta(
      about({
        env: 'VXP_PLAIN_HTTP',
        description:
          'Whether the VXP door takes plain HTTP from other machines, where a closed network alone protects it. From this machine it always does.',
      }),
    ),
  signService: signService.default('wss://127.0.0.1:8987').meta(
    about({
      env: 'SIGN_SERVICE',
      description:
        'Where VGCASignService listens on the machines of those who sign in the page of a draft; only that page may call it. `off` shows no button.',
    }),
  ),
  axisAlertMinutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_080)
    .default(15)
    .meta(
      about({
        env: 'AXIS_ALERT_MINUTES',
        description: "Minutes without an answer of another axis after which the hub's administrators are told.",
      }),
    ),
  ...CATALOGUE_SETTINGS,
  language: z
    .enum(['vi', 'en'])
    .default('vi')
    .meta(about({ env: 'HUB_LANGUAGE', description: 'Language of the commands and of logs meant for people.' })),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta(about({ env: 'LOG_LEVEL', description: 'Least severe log line that is written (JSON lines on stderr).' })),
  ...ACCOUNT_SETTINGS,
  ...LIMIT_SETTINGS,
  draftDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(60)
    .meta(
      about({
        env: 'DRAFT_DAYS',
        description: 'Days after which a document that was begun at the web pages and never sent is removed.',
      }),
    ),
  retentionJob: z
    .enum(['off', 'daily'])
    .default('off')
    .meta(
      about({
        env: 'RETENTION_JOB',
        description:
          'Whether workers remove once a day what has outlived its rule. Without rules (`lienthong retention set`) nothing ever is.',
      }),
    ),
  verifierThreads: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(() => Math.min(8, availableParallelism()))
    .meta(
      about({
        env: 'VERIFIER_THREADS',
        description: 'Worker threads that verify packages.',
        defaultText: 'one per core, at most 8',
      }),
    ),
  verifierShadowPercent: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(0)
    .meta(
      about({
        env: 'VERIFIER_SHADOW_PERCENT',
        description:
          'Of a hundred packages, how many libxml2 reads as well; a difference is logged as `verifier.shadow` and counted. It decides nothing.',
      }),
    ),
  recallConfirmHours: z.coerce
    .number()
    .positive()
    .max(24 * 60)
    .default(8)
    .meta(
      about({
        env: 'RECALL_CONFIRM_HOURS',
        description:
          'Office hours of the working calendar in which a recipient confirms that it cancelled a recalled document (QĐ 28/2018 Art 9(2)); later both sides and the administrators are told.',
      }),
    ),
  ...DELIVERY_SETTINGS,
});

export type Config = z.infer<typeof settings>;

/**
 * Reads the settings from the environment; an empty variable counts as absent. `given` is what the command line says,
 * under the names of the variables, and comes first.
 * Throws CONFIG_INVALID naming every bad variable (never its value), or LISTEN_NOT_PROTECTED.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  given: Readonly<Record<string, string | undefined>> = {},
): Config {
  const values: Record<string, string> = {};
  for (const [key, schema] of Object.entries(settings.shape)) {
    const name = metaOf(schema).env;
    const value = given[name] ?? env[name];
    if (value !== undefined && value !== '') values[key] = value;
  }
  const result = readBySchema(settings, values, ({ path: [key] }) => {
    const { env } = metaOf(settings.shape[key as keyof typeof settings.shape]);
    return { vi: env, en: env };
  });
  if (result.problems) throw configError('CONFIG_INVALID', { ...result.problems });
  const config = result.data;
  const { host, tlsCert, tlsKey, trustedProxies } = config;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw invalid('TLS_CERT, TLS_KEY', 'đặt cả hai hoặc không', 'both or none');
  }
  if (config.smtpUrl !== undefined && config.mailFrom === undefined) {
    throw invalid('MAIL_FROM', 'cần có khi đặt SMTP_URL', 'needed with SMTP_URL');
  }
  const { oidcIssuer, oidcClientId, publicUrl } = config;
  if (oidcIssuer !== undefined && (oidcClientId === undefined || publicUrl === undefined)) {
    throw invalid('OIDC_CLIENT_ID, PUBLIC_URL', 'cần có khi đặt OIDC_ISSUER', 'needed with OIDC_ISSUER');
  }
  if (oidcIssuer?.startsWith('http:') && !isLoopback(new URL(oidcIssuer).hostname)) {
    throw invalid('OIDC_ISSUER', 'phải là https', 'must be https');
  }
  if (!isLoopback(host) && tlsCert === undefined && trustedProxies.length === 0) {
    throw configError('LISTEN_NOT_PROTECTED', { host });
  }
  return config;
}

function invalid(names: string, vi: string, en: string) {
  return configError('CONFIG_INVALID', { vi: `${names}: ${vi}`, en: `${names}: ${en}` });
}

export function metaOf(schema: z.ZodType): SettingMeta {
  return schema.meta() as unknown as SettingMeta;
}

/** Where the state lies when nobody says. Root's PostgreSQL runs as another user, whom a 0700 parent would shut out. */
export function defaultDataDir(): string {
  if (process.getuid?.() !== 0) return path.join(CHECKOUT, '.data');
  return path.join('/var/lib/lienthong', createHash('sha256').update(CHECKOUT).digest('hex').slice(0, 12));
}
