import type { Db } from '../../../src/platform/database.ts';
import { plainName } from '../../../src/registry/index.ts';
import {
  type PageOf,
  type SearchScope,
  searchDeliveries,
  searchDocuments,
  searchEvents,
  type Wanted,
} from '../../../src/search/index.ts';
import type { SeededDocument, SeededProvince } from './province.ts';
import { pickOf } from './random.ts';

type Look = (
  db: Db,
  scope: SearchScope,
  wanted: Wanted,
  page: PageOf,
) => Promise<{ items: readonly unknown[]; next: string | null }>;

/** One kind of search: who looks, what for, and in what. */
export interface Question {
  readonly name: string;
  readonly look: Look;
  /** A question about one of the documents that are there. */
  ask(random: () => number, about: SeededDocument): { readonly scope: SearchScope; readonly wanted: Wanted };
}

const PAGE = 30;
export const page = (after?: string): PageOf => ({ limit: PAGE, after });

/** Every kind of search that the pages offer, by auditors of one agency, of ten, and of the whole province. */
export function questionsFor({ agencyIds }: SeededProvince): Question[] {
  const one = (about: SeededDocument) => ({ agencyIds: [about.senderId] });
  const ten = (random: () => number, about: SeededDocument) => ({
    agencyIds: [about.senderId, ...Array.from({ length: 9 }, () => pickOf(random, agencyIds))],
  });
  const whole = { agencyIds };
  const month = ({ at }: SeededDocument) => ({
    from: new Date(at.getTime() - 15 * 86_400_000),
    until: new Date(at.getTime() + 15 * 86_400_000),
  });
  const place = ({ subject }: SeededDocument) => / xã (.*) năm /.exec(subject)![1]!;
  const documents = (name: string, ask: Question['ask']): Question => ({ name, look: searchDocuments, ask });
  const deliveries = (name: string, ask: Question['ask']): Question => ({ name, look: searchDeliveries, ask });
  return [
    documents('newest of one agency', (_, about) => ({ scope: one(about), wanted: {} })),
    documents('number and notation, 10 agencies', (random, about) => ({
      scope: ten(random, about),
      wanted: { code: `${about.number}/${about.notation}` },
    })),
    documents('identifier, whole province', (_, about) => ({ scope: whole, wanted: { code: about.uid } })),
    documents('frequent words, one agency', (_, about) => ({ scope: one(about), wanted: { subject: 'kế hoạch' } })),
    documents('frequent words, whole province', () => ({ scope: whole, wanted: { subject: 'ke hoach' } })),
    documents('rare words, 10 agencies', (random, about) => ({
      scope: ten(random, about),
      wanted: { subject: plainName(place(about)) },
    })),
    documents('rare words, whole province', (_, about) => ({ scope: whole, wanted: { subject: place(about) } })),
    documents('words in another order', (random, about) => ({
      scope: ten(random, about),
      wanted: { subject: `${place(about).split(' ').reverse().join(' ')} xã` },
    })),
    documents('misspelt words', (random, about) => ({
      scope: ten(random, about),
      wanted: { subject: `${place(about)} nawm tuyyen` },
    })),
    documents('signer, month, one agency', (_, about) => ({
      scope: one(about),
      wanted: { signer: about.signer, ...month(about) },
    })),
    documents('other agency and month, 10 agencies', (random, about) => ({
      scope: ten(random, about),
      wanted: { agencyIds: [about.recipientIds[0]!], side: 'recipient', ...month(about) },
    })),
    documents('nothing there, whole province', () => ({ scope: whole, wanted: { subject: 'hoàn toàn không hề có' } })),
    deliveries('deliveries not arrived, one agency', (_, about) => ({
      scope: one(about),
      wanted: { state: 'failed' },
    })),
    deliveries('deliveries not arrived, whole province', () => ({ scope: whole, wanted: { state: 'failed' } })),
    deliveries('deliveries that still wait, one agency', (_, about) => ({
      scope: one(about),
      wanted: { state: 'queued' },
    })),
    deliveries('deliveries by error code, month, 10 agencies', (random, about) => ({
      scope: ten(random, about),
      wanted: { reason: 'RECIPIENT_UNKNOWN', ...month(about) },
    })),
    deliveries('deliveries to an agency, frequent words', (random, about) => ({
      scope: ten(random, about),
      wanted: { subject: 'kế hoạch', agencyIds: [about.recipientIds[0]!], side: 'recipient' },
    })),
    {
      name: 'events of one number',
      look: searchEvents,
      ask: (random, about) => ({ scope: ten(random, about), wanted: { code: `${about.number}/${about.notation}` } }),
    },
    {
      name: 'events of failures, month, one agency',
      look: searchEvents,
      ask: (_, about) => ({ scope: one(about), wanted: { type: 'delivery.failed', ...month(about) } }),
    },
  ];
}
