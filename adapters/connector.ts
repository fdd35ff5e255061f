import { realpath } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { AdapterLog, HttpClient, SendContext, SendResult } from './contract.ts';

/** A sentence or a name for people, in both languages. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

/** What a connection knows again after a restart: small JSON values under keys of its own, of at most 300 characters. */
export interface ConnectionState {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** In the order of their keys, from after the key given. */
  list(prefix: string, page: { after?: string; limit: number }): Promise<readonly { key: string; value: unknown }[]>;
}

/** A package that waits for the hub at the other side. */
export interface Offer {
  /** The other side's id of this delivery: the same package always carries the same one. */
  readonly transportId: string;
  readonly kind: 'document' | 'status';
  /** The codes of those for whom it is, where the other side says so: one, or several that receive together. */
  readonly to?: readonly string[] | undefined;
  /** The other side has not given it out, or gives it out anew; where it says so. */
  readonly ungiven?: boolean | undefined;
}

/** What became of a package here: stored, refused for good under a code, or not decided yet. */
export type Verdict =
  | 'done'
  | 'waits'
  | {
      readonly refused: string;
      /** What is wrong and what mends it, for the people there. */
      readonly reason?: Words | undefined;
    };

export interface Package {
  readonly mediaType: string;
  readonly body: Readable;
}

/** A document from a system that does not write edXML: the hub writes it, and seals it where it holds the agency's key. */
export interface Letter {
  /** The delivery that it answers: whom it comes from and goes to follows from that. */
  readonly answers: string;
  /** Number and notation, `15/QĐ-SNV`. */
  readonly code: string;
  /** Day of issue, `2026-11-25`. */
  readonly date: string;
  /** Null where that system gives none. */
  readonly subject: string | null;
  readonly files: readonly { readonly name: string; readonly content: Buffer }[];
}

/** The other side's list of what waits for the hub. */
export interface Inbox<Content = Package> {
  /** Pages of what waits; a page may be read again after what stood on it was acknowledged. */
  offers(signal: AbortSignal): AsyncGenerator<readonly Offer[]>;
  open(offer: Offer, signal: AbortSignal): Promise<Content>;
  /** Tells the other side what became of a package: the acknowledgement takes it off its list. */
  tell(offer: Offer, verdict: Exclude<Verdict, 'waits'>, signal: AbortSignal): Promise<void>;
}

/** What became of a delivery that had only `left`. */
export type Outcome = {
  readonly deliveryId: string;
} & ({ readonly arrived: true } | { readonly arrived: false; readonly code: string; readonly detail: string });

/** What is heard of deliveries after they `left`. */
export interface Aftermath {
  outcomes(signal: AbortSignal): AsyncGenerator<readonly Outcome[]>;
  /** The hub has written it; until then it is told again. */
  written(outcome: Outcome): Promise<void>;
}

/** One office of that system, as it names it: perhaps an agency of the registry. */
export interface Unit {
  /** What an agency's channel has as its address. */
  readonly address: string;
  readonly name: string;
  /** Whatever may be its code, in any form. */
  readonly codes: readonly string[];
}

/** What a connection is opened with. */
export interface ConnectionParts<Settings> {
  readonly name: string;
  readonly settings: Settings;
  /** As the administrator saved it; never logged. */
  readonly secret: string | null;
  readonly state: ConnectionState;
  readonly http: HttpClient;
  /** A TCP connection to where `http` might go too; the signal ends it. */
  connect(to: {
    readonly host: string;
    readonly port: number;
    readonly connectTimeoutMs: number;
    readonly signal: AbortSignal;
  }): Promise<Socket>;
  /**
   * Opens a page of the hub on which whoever holds its address answers for this delivery, for so many days. Gives the
   * path of it below the hub's address; only the digest of its code is kept.
   */
  invite(deliveryId: string, days: number): Promise<string>;
  /** 32 bytes that only this connection has and that stay the same: for marks that come back from outside. */
  readonly key: Buffer;
  /** Folders of this machine below which it may read and write. */
  readonly folders: readonly string[];
  readonly log: AdapterLog;
  readonly clock: { now(): number };
}

/** One outside system, as it is configured. Opened anew for each job: what must last is in the state. */
export interface Connection {
  /** Brings a document to one of its agencies. A repetition under the same delivery id must have no second effect there. */
  deliver(context: SendContext): Promise<SendResult>;
  /** Brings a status message (01 to 16) to an agency that sent a document. */
  report(context: SendContext): Promise<SendResult>;
  /** What is fetched from it; a system without it only receives. */
  readonly inbox?: Inbox<Package | { readonly letter: Letter }>;
  /** For one that lets deliveries only `left`. */
  readonly aftermath?: Aftermath;
  /** All its offices; for a system that can list them. */
  units?(signal: AbortSignal): Promise<readonly Unit[]>;
  /** One cheap call that needs the credentials. Throws what is wrong. */
  check(signal: AbortSignal): Promise<void>;
  /** How long such a call is not repeated, where a system takes many of them amiss. */
  readonly checkSeconds?: number;
}

/** Where a path leads, links followed, if that lies below one of these roots; null elsewhere. Rejects where nothing is. */
export async function belowRoots(place: string, roots: readonly string[]): Promise<string | null> {
  const real = await realpath(place);
  const allowed = await Promise.all(roots.map((root) => realpath(root).catch(() => null)));
  const isBelow = allowed.some((root) => root !== null && (real === root || real.startsWith(`${root}${path.sep}`)));
  return isBelow ? real : null;
}

/** One setting of a kind of system, as a form or a help text shows it. */
export interface SettingField {
  readonly name: string;
  readonly title: Words;
  readonly description: Words;
  readonly type: 'text' | 'number' | 'boolean' | 'choice';
  readonly choices: readonly string[];
  readonly required: boolean;
  /** As it is typed; empty where there is none. */
  readonly default: string;
}

/** A kind of outside system: one folder under `adapters/`. */
export interface Connector<Settings = unknown> {
  /** The folder's name. */
  readonly name: string;
  readonly title: Words;
  /**
   * What an administrator sets, field by field, each with a `title` and a `description` of both languages, written
   * `tiếng Việt / English`: forms and help texts are made of it. Nothing in it is secret.
   */
  readonly settings: z.ZodType<Settings>;
  /** What the secret is; null where there is none. */
  readonly secret: Words | null;
  /** What an agency's address in that system is; null where its code is enough. */
  readonly address: Words | null;
  open(parts: ConnectionParts<Settings>): Connection;
}
