import type { Language } from '../platform/errors.ts';
import type { Agency, Reception } from '../registry/index.ts';
import { wordOf } from './words.ts';

/** Whether an agency is reached today, and how, in a few words; `tone` is the colour of the tag. */
export interface Connection {
  readonly words: string;
  readonly tone: 'green' | 'teal' | 'amber' | 'red';
}

export function connectionOf(reception: Reception, agency: Agency, language: Language): Connection {
  switch (reception.outcome) {
    case 'closed':
      return { words: wordOf('agencyClosed', language, { since: day(reception.since) }), tone: 'red' };
    case 'undecided':
      return { words: wordOf('agencyUndecided', language), tone: 'red' };
    case 'not-connected':
      return { words: wordOf('notConnected', language), tone: 'amber' };
    case 'open': {
      const { via, handover, channel, succeeded } = reception;
      if (succeeded) {
        return { words: wordOf('connectedSuccessor', language, { agency: succeeded.by.name }), tone: 'teal' };
      }
      if (channel.kind === 'axis')
        return { words: wordOf('connectedAxis', language, { axis: channel.axis }), tone: 'green' };
      if (via === 'own' || handover.id === agency.id) return { words: wordOf('connectedOwn', language), tone: 'green' };
      return { words: wordOf('connectedThrough', language, { agency: handover.name }), tone: 'teal' };
    }
  }
}

function day(text: string): string {
  return text.split('-').reverse().join('/');
}
