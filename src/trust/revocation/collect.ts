import type { Logger } from '../../platform/log.ts';
import {
  buildPaths,
  type CertificatePath,
  chainStatus,
  DerError,
  type Obstacle,
  ocspRequest,
  type ParsedCertificate,
  type PathProfile,
  parseCrl,
  parseOcsp,
  type RevocationMaterial,
  tryParseCertificate,
} from '../path/index.ts';
import { openAllowList } from './allow-list.ts';
import type { RevocationStore } from './cache.ts';
import { type AnswerFetcher, type AnswerRequest, type FetchBytes, openFetcher } from './fetch.ts';

export interface RevocationOptions {
  readonly fetch: FetchBytes;
  /** Host names and beginnings of URLs that may be asked. */
  readonly allow: readonly string[];
  readonly store?: RevocationStore;
  readonly log: Logger;
  /** How long one document waits; what arrives later is there for its next try. Default 20 s. */
  readonly patienceMs?: number;
}

export interface CollectedAnswers {
  readonly crls: readonly Uint8Array[];
  readonly ocsp: readonly Uint8Array[];
  /** By the SHA-256 of each certificate asked about: what stood in the way if nothing of the above is about it. */
  readonly obstacles: ReadonlyMap<string, Obstacle>;
}

/** Gets what is to be known of the revocation of a certificate and of the authorities above it. */
export interface Revocation {
  /** OCSP first, then CRL, for each certificate of its first valid path. Nothing where there is no path. Never rejects. */
  collect(
    der: Uint8Array,
    known: { readonly anchors: readonly Uint8Array[]; readonly intermediates: readonly Uint8Array[] },
    atMs: number,
    profile?: PathProfile,
  ): Promise<CollectedAnswers>;
}

/** Addresses of one kind that are tried for one certificate. */
const MOST_ADDRESSES = 3;
/** Characters of an address that a sentence shows. */
const MOST_SHOWN = 200;

export function openRevocation({ patienceMs = 20_000, ...options }: RevocationOptions): Revocation {
  const mayAsk = openAllowList(options.allow);
  const fetcher = openFetcher(options);
  return {
    async collect(der, known, atMs, profile = {}) {
      const end = tryParseCertificate(der);
      const [anchors, bag] = [known.anchors, known.intermediates].map((list) =>
        list.flatMap((one) => tryParseCertificate(one) ?? []),
      ) as [ParsedCertificate[], ParsedCertificate[]];
      const chain = end && buildPaths(end, bag, anchors, atMs, profile).valid[0];
      const answers = { crls: [] as Uint8Array[], ocsp: [] as Uint8Array[] };
      if (!chain) return { ...answers, obstacles: new Map() };
      const query = { chain, bag, atMs, profile, mayAsk, fetcher };
      const all = Promise.all(chain.path.map((_, at) => askAbout(at, query, answers)));
      await withinTime(all, patienceMs);
      // A copy: what arrives after the patience is over goes to the cache, not into evidence already handed out.
      const obstacles = new Map(chain.path.map((one) => [one.sha256, obstacleOf(one, mayAsk)]));
      return { crls: [...answers.crls], ocsp: [...answers.ocsp], obstacles };
    },
  };
}

interface Query {
  readonly chain: CertificatePath;
  readonly bag: readonly ParsedCertificate[];
  readonly atMs: number;
  readonly profile: PathProfile;
  readonly mayAsk: (url: string) => boolean;
  readonly fetcher: AnswerFetcher;
}

function obstacleOf(certificate: ParsedCertificate, mayAsk: (url: string) => boolean): Obstacle {
  const urls = [...certificate.extensions.ocspUrls, ...crlUrls(certificate)];
  const [first] = urls;
  if (first === undefined) return { kind: 'noAddress', address: '' };
  const asked = urls.find(mayAsk);
  return { kind: asked ? 'unreachable' : 'notListed', address: (asked ?? first).slice(0, MOST_SHOWN) };
}

async function askAbout(at: number, query: Query, found: { crls: Uint8Array[]; ocsp: Uint8Array[] }): Promise<void> {
  const { chain, atMs, mayAsk, fetcher } = query;
  const certificate = chain.path[at]!;
  const addresses = (urls: readonly string[]) => urls.filter(mayAsk).slice(0, MOST_ADDRESSES);
  for (const url of addresses(certificate.extensions.ocspUrls)) {
    const bytes = await fetcher.get(ocspQuestion(at, url, query), atMs);
    if (!bytes) continue;
    found.ocsp.push(bytes);
    return;
  }
  for (const url of addresses(crlUrls(certificate))) {
    const bytes = await fetcher.get(crlQuestion(at, url, query), atMs);
    if (!bytes) continue;
    found.crls.push(bytes);
    return;
  }
}

function ocspQuestion(at: number, url: string, query: Query): AnswerRequest {
  const certificate = query.chain.path[at]!;
  return {
    key: `ocsp ${url} ${certificate.sha256}`,
    url,
    kind: 'ocsp',
    body: ocspRequest(certificate, issuerOf(at, query)),
    usableUntil: (bytes) => usableUntil(at, query, () => ({ crls: [], responses: [parseOcsp(bytes)] })),
  };
}

function crlQuestion(at: number, url: string, query: Query): AnswerRequest {
  return {
    // With the issuer: what is useless to one authority's certificate says nothing of another's at the same address.
    key: `crl ${url} ${issuerOf(at, query).sha256}`,
    url,
    kind: 'crl',
    usableUntil: (bytes) => usableUntil(at, query, () => ({ crls: [parseCrl(bytes)], responses: [] })),
  };
}

function issuerOf(at: number, { chain }: Query): ParsedCertificate {
  return chain.path[at - 1] ?? chain.anchor;
}

/** Judged before it is kept: an answer that proves nothing must not stand in the way until its nextUpdate. */
function usableUntil(at: number, query: Query, read: () => RevocationMaterial): number | null {
  const { chain, bag, atMs, profile } = query;
  try {
    const status = chainStatus({ chain, bag, material: read(), atMs, profile })[at]!;
    return status.status === 'unknown' ? null : status.source.untilMs;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function crlUrls({ extensions }: ParsedCertificate): string[] {
  return extensions.distributionPoints.flatMap(({ name, crlIssuer }) => {
    if (name?.kind !== 'full' || crlIssuer) return [];
    return name.names.flatMap((one) => (one.form === 'uri' ? [one.text] : []));
  });
}

async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
