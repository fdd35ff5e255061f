import { stat } from 'node:fs/promises';
import type { Limits, Spool } from '../edxml/index.ts';
import type { HubError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { shadowDifferences } from '../platform/metrics.ts';
import { openThreads } from '../platform/threads.ts';
import { fingerprint } from './certificates.ts';
import { type ChainSource, collectMaterial, keepEvidence } from './chain-source.ts';
import { remakeError, trustError } from './errors.ts';
import type { Inspection } from './inspect.ts';
import { judge } from './judge.ts';
import type { SignerFacts, SignerQuestion, SigningKey, Verdict, VerifiedPackage } from './model.ts';
import type { ChainMaterial, PathResult } from './path/index.ts';
import type { FoundFile } from './pdf/index.ts';
import type { UnstartedTask, VerifierAnswer, VerifierTask } from './verifier-worker.ts';
import { type FileSource, findInFile, verifyFiles } from './verify-files.ts';

export interface VerifierOptions {
  readonly limits: Limits;
  /** Worker threads; default 2. */
  readonly threads?: number;
  readonly log: Logger;
  /** Trust anchors, and how to learn of revocations; without it the registry's binding decides alone. */
  readonly chains?: ChainSource;
  /** Of a hundred packages, how many libxml2 reads too, to alarm when it differs. Default 0. */
  readonly shadowPercent?: number;
  /** Without it the files of a document are not looked into and the verdict has no `files`. */
  readonly files?: FileSource;
  /** Time for one package: `baseMs` plus `perMbMs` for each MB. Default 2,000 and 50. */
  readonly budget?: { readonly baseMs: number; readonly perMbMs: number };
  /** Heap of one thread in MB; a package that needs more ends it, and nothing else. Default 1,024. */
  readonly maxHeapMb?: number;
}

/**
 * Proves what a package is: spool in; header, attachment views, contentDigest and a verdict with reasons out.
 * A problem of the signature is `verdict.refusal`, never a throw. Throws HubError for a package that cannot be read
 * (`edxmlErrors`), VERIFICATION_TIMEOUT and VERIFIER_RESTARTED (both retry), and whatever `ask` throws.
 */
export interface Verifier {
  /** `ask` is called exactly once, after the header was read and before anything of it is believed. */
  verify(spool: Spool, ask: (question: SignerQuestion) => Promise<SignerFacts>): Promise<VerifiedPackage>;
  /** What signatures a file carries that is not part of a document yet; `judgeFiles` says what they are worth there. */
  inspectFile(file: { readonly path: string; readonly name: string; readonly size: number }): Promise<FoundFile>;
  /**
   * Seals a package by reference with an agency's key, in a thread and from file to file; `target` must not exist.
   * Throws KEY_NOT_SUITABLE, and the codes of a package that cannot be read.
   */
  seal(work: { readonly source: string; readonly target: string; readonly key: SigningKey }): Promise<void>;
  close(): Promise<void>;
}

export function openVerifier({
  limits,
  threads = 2,
  log,
  shadowPercent = 0,
  budget = { baseMs: 2_000, perMbMs: 50 },
  chains,
  files: source,
  maxHeapMb = MOST_HEAP_MB,
}: VerifierOptions): Verifier {
  const worker = new URL('./verifier-worker.ts', import.meta.url);
  const pool = openThreads<VerifierTask, VerifierAnswer>(worker, { threads, maxHeapMb });
  // A thread that dies between two tasks has no caller to tell; unheard, it would end the whole hub.
  pool.on('error', (error) => log.error({ err: error }, 'verifier.crashed'));

  const budgetOf = (size: number) => budget.baseMs + (budget.perMbMs * size) / 1_048_576;

  async function runWithin(task: UnstartedTask, budgetMs: number): Promise<VerifierAnswer> {
    const started = new SharedArrayBuffer(4);
    const stop = new AbortController();
    const stopWatching = watch(started, budgetMs, () => stop.abort());
    try {
      const answer = await pool.run({ ...task, started }, { signal: stop.signal });
      if ('error' in answer) throw remakeError(answer.error.code, answer.error.facts);
      return answer;
    } catch (error) {
      throw stop.signal.aborted
        ? trustError('VERIFICATION_TIMEOUT', { seconds: Math.ceil(budgetMs / 1_000) }, error)
        : crashed(error, log);
    } finally {
      stopWatching();
    }
  }

  async function judgeEnvelope(
    { signature, package: { header } }: Inspection,
    ask: (question: SignerQuestion) => Promise<SignerFacts>,
  ): Promise<Verdict> {
    const { kind, from } = header;
    const senderCode = from.organId;
    const certificate = signature.state === 'readable' ? signature.certificate : null;
    const certificateSha256 = certificate ? fingerprint(certificate) : null;
    const facts = await ask({ header, senderCode, kind, certificateSha256 });
    // Without a value to check there is nothing to compute, and no reason to cross to a thread.
    if (signature.state !== 'readable') return judge({ signature, facts, senderCode, nowMs: Date.now() });
    const chain = chains && (await collectMaterial(chains, facts, certificate, Date.now()));
    const judgement = { signature, facts, senderCode, nowMs: Date.now(), ...(chain && { chain }) };
    const answer = await runWithin({ step: 'judge', judgement }, budget.baseMs);
    if (!('verdict' in answer)) throw trustError('VERIFIER_RESTARTED');
    const { verdict } = answer;
    if (chains && chain && verdict.chain) await keep(chains, chain, verdict.chain, log);
    return verdict;
  }

  return {
    async verify(spool, ask) {
      const budgetMs = budgetOf(spool.size);
      const shadowed = Math.random() * 100 < shadowPercent;
      const answer = await runWithin({ step: 'inspect', spool, limits, shadowed }, budgetMs);
      if (!('inspection' in answer)) throw trustError('VERIFIER_RESTARTED');
      const { package: read, difference } = answer.inspection;
      if (difference !== null) {
        shadowDifferences.inc();
        log.error({ sha256: spool.sha256, difference }, 'verifier.shadow');
      }
      const verdict = await judgeEnvelope(answer.inspection, ask);
      // A stranger's files cost nothing.
      if (!source || (verdict.refusal !== null && !source.evenRefused)) return { ...read, verdict };
      const files = await verifyFiles(spool, read, { source, chains, log, run: runWithin });
      return { ...read, verdict: files.length > 0 ? { ...verdict, files } : verdict };
    },
    inspectFile(file) {
      if (!source) throw new Error('this verifier looks into no files');
      return findInFile(file, { source, chains, log, run: runWithin });
    },
    async seal(work) {
      const { size } = await stat(work.source);
      await runWithin({ step: 'seal', ...work }, SEAL_MS + budgetOf(size));
    },
    close: () => pool.close(),
  };
}

/** What the limits of envelope and files let a thread need, twice over; a thread beyond it is ended, not the process. */
const MOST_HEAP_MB = 1_024;
const LOOK_MS = 50;
/** What is sealed is the hub's own work and no attack: a busy machine is no reason to stop it. */
const SEAL_MS = 30_000;

/** Calls `late` once the task has run for its budget; waiting for a free thread does not count. */
function watch(started: SharedArrayBuffer, budgetMs: number, late: () => void): () => void {
  const flag = new Int32Array(started);
  const look = (): void => {
    timer = Atomics.load(flag, 0) === 1 ? setTimeout(late, budgetMs) : setTimeout(look, LOOK_MS);
  };
  let timer = setTimeout(look, LOOK_MS);
  return () => clearTimeout(timer);
}

function crashed(error: unknown, log: Logger): unknown {
  if (error instanceof Error && error.name === 'HubError') return error;
  log.error({ err: error }, 'verifier.crashed');
  return trustError('VERIFIER_RESTARTED', {}, error);
}

/** A verdict is right without its evidence on disk, so a full disk does not change it; whoever runs the hub is told. */
async function keep(chains: ChainSource, material: ChainMaterial, result: PathResult, log: Logger): Promise<void> {
  await keepEvidence(chains, material, result).catch((err) => log.error({ err }, 'revocation.evidence'));
}

/** The error that refuses a package under its policy; null when it may go on. */
export function refusalError(verdict: Verdict): HubError | null {
  return verdict.refusal === null ? null : remakeError(verdict.refusal, verdict.refusalFacts);
}
