import { scopeOf } from '../audit/index.ts';
import { countRecipients, SCREEN_WORDS, screenWord } from '../delivery/index.ts';
import { sentenceOf } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { type DocumentRow, findDocuments } from '../intake/index.ts';
import type { Language } from '../platform/errors.ts';
import { type Agency, findAgencies, type Principal } from '../registry/index.ts';
import {
  type AgencyEvent,
  type FoundDelivery,
  type FoundDocument,
  type FoundEvent,
  type PageOf,
  type Reading,
  searchAgencyEvents,
  searchDeliveries,
  searchDocuments,
  searchEvents,
  type Wanted,
} from '../search/index.ts';
import type { Kind } from './audit-terms.ts';
import { codeOf } from './describe.ts';

/** One result, whatever it is, as the page and the exported file tell it. */
export interface Line {
  readonly documentId: string | null;
  readonly documentUid: string;
  readonly code: string;
  readonly issuedOn: string | null;
  readonly subject: string;
  /** The sender of a document, the recipient of a delivery, the agency that an event concerns. */
  readonly party: string;
  readonly at: Date;
  /** Where it stands, or what happened, in words. */
  readonly result: string;
}

export interface Results {
  readonly lines: readonly Line[];
  readonly next: string | null;
  /** Null where there are no words to be read one way or another. */
  readonly reading: Reading | null;
}

/** A page of what an auditor looks for, within his mandate. @throws MANDATE_OVER, SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export async function searchAs(
  hub: Hub,
  principal: Principal,
  asked: { readonly kind: Kind; readonly wanted: Wanted; readonly page: PageOf; readonly language: Language },
): Promise<Results> {
  const { db } = hub.database;
  const scope = scopeOf(principal);
  const { kind, wanted, page, language } = asked;
  const of = { hub, language };
  switch (kind) {
    case 'documents': {
      const found = await searchDocuments(db, scope, wanted, page);
      return { ...found, lines: await documentLines(of, found.items) };
    }
    case 'deliveries': {
      const found = await searchDeliveries(db, scope, wanted, page);
      return { ...found, lines: await deliveryLines(of, found.items) };
    }
    case 'events': {
      const found = await searchEvents(db, scope, wanted, page);
      return { ...found, lines: await eventLines(of, found.items) };
    }
    case 'others': {
      const { items, next } = await searchAgencyEvents(db, scope, wanted, page);
      return { next, reading: null, lines: await agencyEventLines(of, items) };
    }
  }
}

interface Of {
  readonly hub: Hub;
  readonly language: Language;
}

async function documentLines({ hub, language }: Of, items: readonly FoundDocument[]): Promise<Line[]> {
  const { db } = hub.database;
  const ids = items.map((one) => one.documentId);
  const [documents, counts] = await Promise.all([findDocuments(db, ids), countRecipients(db, ids)]);
  const agencies = await findAgencies(
    db,
    [...documents.values()].map((one) => one.senderId),
  );
  return items.flatMap(({ documentId }) => {
    const document = documents.get(documentId);
    if (!document) return [];
    const recipients = [...(counts.get(documentId) ?? [])];
    const result = recipients.map(([word, n]) => `${n} ${SCREEN_WORDS[word][language].toLowerCase()}`).join(', ');
    return [{ ...factsOf(document), party: nameOf(agencies, document.senderId), at: document.acceptedAt, result }];
  });
}

async function deliveryLines({ hub, language }: Of, items: readonly FoundDelivery[]): Promise<Line[]> {
  const [documents, agencies] = await around(hub, items);
  return items.flatMap((item) => {
    const document = documents.get(item.documentId);
    if (!document) return [];
    const words = SCREEN_WORDS[screenWord(item)][language];
    const result = item.reasonCode === null ? words : `${words} (${item.reasonCode})`;
    const party = item.agencyId === null ? item.addressedCode : nameOf(agencies, item.agencyId);
    return [{ ...factsOf(document), party, at: item.stateAt, result }];
  });
}

async function eventLines({ hub, language }: Of, items: readonly FoundEvent[]): Promise<Line[]> {
  const [documents, agencies] = await around(hub, items);
  return items.flatMap((item) => {
    const document = documents.get(item.documentId);
    if (!document) return [];
    const agency = item.agencyId === null ? null : nameOf(agencies, item.agencyId);
    const result = sentenceOf({ ...item, id: item.itemId }, language, agency);
    return [{ ...factsOf(document), party: agency ?? '–', at: item.at, result }];
  });
}

async function agencyEventLines({ hub, language }: Of, items: readonly AgencyEvent[]): Promise<Line[]> {
  const agencies = await findAgencies(
    hub.database.db,
    items.map((one) => one.agencyId),
  );
  return items.map((item) => {
    const party = nameOf(agencies, item.agencyId);
    const result = sentenceOf({ ...item, deliveryId: null }, language, party);
    const none = { documentId: null, documentUid: '', code: '', issuedOn: null, subject: '' };
    return { ...none, party, at: item.at, result };
  });
}

function around(hub: Hub, items: readonly { readonly documentId: string; readonly agencyId: string | null }[]) {
  const { db } = hub.database;
  return Promise.all([
    findDocuments(
      db,
      items.map((one) => one.documentId),
    ),
    findAgencies(
      db,
      items.flatMap((one) => one.agencyId ?? []),
    ),
  ]);
}

function factsOf(document: DocumentRow) {
  const { id, documentUid, promulgatedOn, subject } = document;
  return { documentId: id, documentUid, code: codeOf(document), issuedOn: promulgatedOn, subject: subject ?? '' };
}

const nameOf = (agencies: ReadonlyMap<string, Agency>, id: string) => agencies.get(id)?.name ?? '–';
