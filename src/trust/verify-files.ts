import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { AttachmentView, ReadPackage, Spool } from '../edxml/index.ts';
import type { Logger } from '../platform/log.ts';
import type { ChainSource } from './chain-source.ts';
import type { PathResult } from './path/index.ts';
import {
  ATTACHMENT_LIMITS,
  boundReports,
  type CertificateKnowledge,
  type ChainReport,
  type FileInspection,
  type FileReport,
  type FoundFile,
  reportFiles,
  settleFile,
} from './pdf/index.ts';
import type { UnstartedTask, VerifierAnswer } from './verifier-worker.ts';

/** To whom the registry binds a certificate. */
export interface CertificateHolder {
  readonly agencyCode: string;
  /** Bound as the certificate of a person, not of the organisation itself. */
  readonly isPerson: boolean;
  readonly revokedAt: Date | null;
}

/** Where the files of a document are looked into, and whom to ask about their signers. */
export interface FileSource {
  /** Folder of this process for decoded copies; each is gone when its document is done. */
  readonly scratch: string;
  /** By the hex SHA-256 of certificates; called once for a document that has signed files. */
  holders(sha256s: readonly string[]): Promise<ReadonlyMap<string, CertificateHolder>>;
  /** Also of packages that their envelope refuses: who looks by hand wants to know everything. */
  readonly evenRefused?: boolean;
}

interface Means {
  readonly source: FileSource;
  readonly chains: ChainSource | undefined;
  readonly log: Logger;
  /** Runs a task in a thread within a time; throws when that ends. */
  run(task: UnstartedTask, budgetMs: number): Promise<VerifierAnswer>;
}

/** The thread looks at its own clock; it is ended only when that does not help. */
const SLACK_MS = 2_000;
/** Chains of one document that are checked, and the time after which no further one is begun. */
const MOST_CHAINS = 16;
const CHAINS_MS = 30_000;
const CHAIN_MS = 2_000;
/** Certificates of a PDF that may help to find a path. */
const MOST_HELPERS = 8;
const TIME_STAMPING: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.3.8']);

/** What each file of a document carries, for its verdict. Never throws for what a file holds, nor for its time. */
export async function verifyFiles(spool: Spool, read: ReadPackage, means: Means): Promise<FileReport[]> {
  const { header, attachments } = read;
  if (header.kind !== 'document' || attachments.length === 0) return [];
  const found = await inspectFiles(spool.path, attachments, means);
  const knowledge = await knowledgeOf(found, means);
  const descriptions = new Map(header.manifest.map(({ description }, position) => [position, description]));
  const reports = await reportFiles(found, header, knowledge, descriptions);
  return boundReports(reports);
}

/** What one file carries before it is part of a document. Never throws for what it holds. */
export async function findInFile(
  { path: file, name, size }: { readonly path: string; readonly name: string; readonly size: number },
  means: Means,
): Promise<FoundFile> {
  const whole = { position: 0, contentId: '', name, mediaType: '', offset: 0, length: size, octets: size, sha256: '' };
  const found = await inspectFiles(file, [{ ...whole, encoding: 'raw', zipped: false }], means);
  return settleFile(found[0]!, await knowledgeOf(found, means));
}

async function inspectFiles(
  packagePath: string,
  attachments: readonly AttachmentView[],
  { source, log, run }: Means,
): Promise<readonly FileInspection[]> {
  let scratch: string | null = null;
  try {
    scratch = await mkdtemp(path.join(source.scratch, 'files-'));
    const task = { step: 'files', packagePath, attachments, scratch } as const;
    const answer = await run(task, ATTACHMENT_LIMITS.ms + SLACK_MS);
    if ('files' in answer) return answer.files;
  } catch (error) {
    // The envelope is judged already; a file that ends its thread must not decide over the document.
    log.warn({ err: error }, 'files.not-inspected');
  } finally {
    if (scratch) await rm(scratch, { recursive: true, force: true });
  }
  return attachments.map(({ position, name }) => ({ position, name, type: 'skipped', code: 'PDF_TIME', pdf: null }));
}

async function knowledgeOf(found: readonly FileInspection[], means: Means): Promise<CertificateKnowledge> {
  const signers = found.flatMap(({ pdf }) => pdf?.signatures.flatMap(({ signer }) => signer?.sha256 ?? []) ?? []);
  const holders: ReadonlyMap<string, CertificateHolder> =
    signers.length > 0 ? await means.source.holders([...new Set(signers)]) : new Map();
  const now = new Date();
  const asked = new Map<string, Promise<ChainReport>>();
  return {
    agencyOf: async (sha256) => holders.get(sha256)?.agencyCode ?? null,
    isPerson: (sha256) => holders.get(sha256)?.isPerson ?? false,
    now: () => now,
    async validate(certificates, time, purpose) {
      const sha256 = createHash('sha256').update(certificates[0]!).digest('hex');
      const revokedAt = holders.get(sha256)?.revokedAt;
      if (revokedAt && revokedAt <= time) return { status: 'untrusted', code: 'CERT_REVOKED' };
      if (!means.chains) return { status: 'not-checked', code: null };
      const key = `${sha256} ${time.getTime()} ${purpose}`;
      const known = asked.get(key);
      if (known) return known;
      if (asked.size >= MOST_CHAINS || Date.now() - now.getTime() > CHAINS_MS) return UNKNOWN;
      const answer = checkChain(certificates, time, purpose, means.chains, means);
      asked.set(key, answer);
      return answer;
    },
  };
}

const UNKNOWN: ChainReport = { status: 'unknown', code: 'REVOCATION_UNAVAILABLE' };
const STATUS = { valid: 'trusted', invalid: 'untrusted', undetermined: 'unknown' } as const satisfies Record<
  PathResult['status'],
  ChainReport['status']
>;

/** Answers are fetched here, where the network is, and only for a certificate that leads to an anchor; judged in a thread. */
async function checkChain(
  [der, ...others]: readonly Buffer[],
  time: Date,
  purpose: 'signature' | 'timestamp',
  { anchors, revocation }: ChainSource,
  { run, log }: Means,
): Promise<ChainReport> {
  const [atMs, nowMs] = [time.getTime(), Date.now()];
  const known = { ...anchors, intermediates: [...anchors.intermediates, ...others.slice(0, MOST_HELPERS)] };
  const profile = purpose === 'timestamp' ? { extendedKeyUsages: TIME_STAMPING } : {};
  const answers = await revocation.collect(der!, known, nowMs, profile);
  const material = { ...known, ...answers };
  try {
    const answer = await run({ step: 'chain', der: der!, material, atMs, nowMs, profile }, CHAIN_MS);
    if ('path' in answer) return { status: STATUS[answer.path.status], code: answer.path.code };
  } catch (error) {
    log.warn({ err: error }, 'files.chain-not-checked');
  }
  return UNKNOWN;
}
