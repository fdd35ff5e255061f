import type { FastifyRequest } from 'fastify';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import { httpError } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import { vxp } from '../wire/index.ts';
import { codeOf } from './codes.ts';

/** Lines of the log that callers who prove nothing may cause in a minute; the log is kept for ever. */
const ANONYMOUS_LINES = 120;
const MINUTE_MS = 60_000;

/** What the client is told: its protocol's code, the hub's own code, and a sentence that its clerk can read. */
export function failed(error: HubError) {
  return vxp.answerFailed(codeOf(error), `${error.code}: ${error.title('vi')} ${error.fix('vi')}`);
}

/** Whatever was thrown, as an error that a client may be told. */
export function explain(hub: Hub, endpoint: vxp.Endpoint, failure: unknown): HubError {
  if (isHubError(failure)) return failure;
  const incident = newId();
  hub.log.error({ error: failure, incident, endpoint }, 'request failed');
  return httpError('INTERNAL_ERROR', { incident }, failure);
}

/** Writes refusals of this door into the audit log with their real reason. */
export function openRefusals(hub: Hub) {
  let minute = 0;
  let lines = 0;
  let left = 0;

  /** Null when this minute has had its lines; else how many were left out before. */
  function admitLine(): number | null {
    const now = Math.floor(hub.clock.monotonic() / MINUTE_MS);
    if (now !== minute) [minute, lines] = [now, 0];
    if (lines === ANONYMOUS_LINES) {
      left += 1;
      return null;
    }
    lines += 1;
    const before = left;
    left = 0;
    return before;
  }

  return async (endpoint: vxp.Endpoint, request: FastifyRequest, error: HubError): Promise<void> => {
    const actor: string | undefined = request.principal?.actor;
    const before = actor === undefined ? admitLine() : 0;
    // A full disk takes no line either; the log file has it.
    if (before === null || error.code === 'DISK_RESERVE') return;
    const claimed = String(request.headers['xroadvnpt-systemid'] ?? '–').slice(0, 60);
    const data = {
      ...error.facts,
      endpoint,
      system: actor ?? claimed,
      address: request.ip,
      code: error.code,
      ...(before > 0 && { leftOut: before }),
    };
    await hub.database.db.transaction((tx) => record(tx, [{ type: 'vxp.refused', actor: actor ?? 'hub', data }]));
  };
}
