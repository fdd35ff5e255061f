import type { AttachmentView, Limits, Spool } from '../edxml/index.ts';
import { type Facts, isHubError } from '../platform/errors.ts';
import { type Inspection, inspect } from './inspect.ts';
import { type Judgement, judge } from './judge.ts';
import type { SigningKey, Verdict } from './model.ts';
import { type ChainMaterial, checkCertificateAt, type PathProfile, type PathResult } from './path/index.ts';
import { type FileInspection, inspectAttachments } from './pdf/index.ts';
import { signFileByReference } from './sign-by-reference.ts';

export type VerifierTask = {
  /** One Int32, set to 1 when the thread takes the task: the budget counts from there, not from the queue. */
  readonly started: SharedArrayBuffer;
} & (
  | { readonly step: 'inspect'; readonly spool: Spool; readonly limits: Limits; readonly shadowed: boolean }
  | { readonly step: 'judge'; readonly judgement: Judgement }
  | {
      readonly step: 'files';
      readonly packagePath: string;
      readonly attachments: readonly AttachmentView[];
      readonly scratch: string;
    }
  | { readonly step: 'seal'; readonly source: string; readonly target: string; readonly key: SigningKey }
  | {
      readonly step: 'chain';
      readonly der: Uint8Array;
      readonly material: ChainMaterial;
      readonly atMs: number;
      readonly nowMs: number;
      readonly profile: PathProfile;
    }
);

/** A task as it is asked for; the pool adds the flag. */
export type UnstartedTask = VerifierTask extends infer T
  ? T extends VerifierTask
    ? Omit<T, 'started'>
    : never
  : never;

export type VerifierAnswer =
  | { readonly inspection: Inspection }
  | { readonly verdict: Verdict }
  | { readonly files: readonly FileInspection[] }
  | { readonly path: PathResult }
  | { readonly sealed: true }
  /** A HubError loses its class on the way to the other thread; its code and facts make it again. */
  | { readonly error: { readonly code: string; readonly facts: Facts } };

export default async function run(task: VerifierTask): Promise<VerifierAnswer> {
  Atomics.store(new Int32Array(task.started), 0, 1);
  try {
    if (task.step === 'judge') return { verdict: judge(task.judgement) };
    if (task.step === 'files') {
      return { files: await inspectAttachments(task.packagePath, task.attachments, task.scratch) };
    }
    if (task.step === 'seal') {
      await signFileByReference(task.source, task.target, task.key);
      return { sealed: true };
    }
    if (task.step === 'chain') return { path: checkCertificateAt(task.der, task.material, task, task.profile) };
    return { inspection: await inspect(task.spool, task.limits, task.shadowed) };
  } catch (error) {
    if (isHubError(error)) return { error: { code: error.code, facts: error.facts } };
    throw error;
  }
}
