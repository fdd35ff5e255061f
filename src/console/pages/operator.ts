import { STATE_WORDS } from '../../acts/delivery-words.ts';
import { listCatalogues } from '../../catalogues/index.ts';
import { COUNTED_STUCK, listLanes, stuckReasons } from '../../delivery/index.ts';
import type { Db } from '../../platform/database.ts';
import type { JobQueue } from '../../platform/queue.ts';
import { listAxes, listCertificates, may, openAgencyRequests } from '../../registry/index.ts';
import { principalOf } from '../administering.ts';
import type { ConsoleRoutes } from '../context.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';
import { EXPIRING_DAYS } from './certificates.ts';

const MOST_LANES = 500;
const MOST_CERTIFICATES = 100;
/** Every recipient that cannot be reached has a sentence of its own; the rest is on the page of deliveries. */
const MOST_REASONS = 15;

/** A figure, and the list that it leads to. */
interface Figure {
  readonly word: WordKey;
  /** With `+` where no more were counted. */
  readonly value: string;
  readonly place: string;
  readonly tone: '' | 'warn' | 'bad';
}

/** The first page of whoever keeps the hub running: what stands still, why, and where to look. */
export const operatorRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;
  let queues: JobQueue<unknown>[] | undefined;

  app.get('/operator', async (request, reply) => {
    const manages = may(principalOf(request), 'admin');
    queues ??= ['deliver-urgent', 'deliver'].map((name) => hub.queue.queue(name));
    const [reasons, lanes, axes, catalogues, certificates, requests, jobs] = await Promise.all([
      stuckReasons(db),
      lanesAtAGlance(db),
      listAxes(db),
      listCatalogues(db, hub.config.catalogueEveryHours),
      listCertificates(db, { expiringDays: EXPIRING_DAYS, limit: MOST_CERTIFICATES }),
      manages ? openAgencyRequests(db) : [],
      Promise.all(queues.map((queue) => queue.waiting())),
    ]);
    const stuck = reasons.reduce((sum, one) => sum + one.count, 0);
    const expiring = certificates.items.length;
    const late = catalogues.filter((one) => one.lateAt).length;
    const figures: Figure[] = [
      figure('figStuck', stuck, 'deliveries', 'bad', COUNTED_STUCK),
      figure('figWaiting', lanes.waiting, 'deliveries?view=live', ''),
      figure('figPaused', lanes.paused, 'lanes', 'warn'),
      figure('figFailing', lanes.failing, 'lanes', 'bad'),
      figure('figAxesDown', axes.filter((one) => one.enabled && one.downSince).length, 'axes', 'bad'),
      figure('figExpiring', expiring, 'certificates?view=expiring', 'warn', MOST_CERTIFICATES),
      ...(late > 0 ? [figure('figCataloguesLate', late, 'catalogues', 'warn')] : []),
      ...(manages ? [figure('figRequests', requests.length, 'agency-requests', 'warn')] : []),
    ];
    return show(request, reply, 'operator', wordOf('atAGlance', languageOf(request)), {
      place: 'operator',
      figures,
      reasons: reasons.slice(0, MOST_REASONS).map((one) => ({ ...one, words: STATE_WORDS[one.state] })),
      otherReasons: Math.max(0, reasons.length - MOST_REASONS),
      lanes: lanes.worst,
      engine: { name: hub.queue.name, jobs: jobs.reduce((sum, one) => sum + one, 0) },
      manages,
    });
  });
};

function figure(
  word: WordKey,
  count: number,
  place: string,
  tone: Figure['tone'],
  most = Number.POSITIVE_INFINITY,
): Figure {
  return { word, value: count >= most ? `${most}+` : String(count), place, tone: count === 0 ? '' : tone };
}

async function lanesAtAGlance(db: Db) {
  const lanes = await listLanes(db, MOST_LANES);
  const failing = lanes.filter((one) => one.breaker !== 'closed');
  return {
    waiting: lanes.reduce((sum, one) => sum + one.queued + one.inFlight, 0),
    paused: lanes.filter((one) => one.paused).length,
    failing: failing.length,
    worst: lanes.filter((one) => one.queued > 0 || one.paused || one.failures > 0).slice(0, 5),
  };
}
