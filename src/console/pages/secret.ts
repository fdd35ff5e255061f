import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

export interface Secret {
  readonly place: string;
  /** The page to go back to. */
  readonly back: string;
  /** Whose it is. */
  readonly name: string;
  readonly facts: readonly { readonly word: WordKey; readonly value: string }[];
  /** Until when the one before is valid too. */
  readonly oldUntil: Date | null;
}

/** The one time that a key is seen: in this answer, and nowhere afterwards. */
export function showSecret(request: FastifyRequest, reply: FastifyReply, secret: Secret): FastifyReply {
  return show(request, reply, 'secret', wordOf('shownOnce', languageOf(request)), { ...secret });
}
