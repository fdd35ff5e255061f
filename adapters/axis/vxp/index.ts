import type { AxisClient, ClientParts } from '../client.ts';
import { clockAhead } from '../rest.ts';
import { openCalls, type VxpSettings } from './calls.ts';
import { directory, follow, received, sent } from './lists.ts';
import { offers, openEdoc } from './receive.ts';
import { sendEdoc } from './send.ts';

/** An axis that speaks the protocol of the national one, as the field's own client library speaks it. */
export function vxpClient(parts: ClientParts, settings: VxpSettings): AxisClient {
  const calls = openCalls(parts, settings);
  return {
    listsPast: true,
    listsSent: true,
    send: (context) => sendEdoc(calls, settings, context),
    offers: (signal) => offers(calls, signal),
    open: (offer, signal) => openEdoc(calls, offer, signal),

    async tell({ transportId }, verdict, signal) {
      // The reason is a parameter of ours: whoever does not know it passes it over.
      const words: Record<string, string> =
        verdict === 'done' ? { status: 'done' } : { status: 'fail', reason: verdict.refused };
      await calls.call('updateStatus', { docid: transportId, ...words }, { signal });
    },

    follow: (relay, signal) => follow(calls, relay, signal),
    sent: (period, _known, signal) => sent(calls, period, signal),
    received: (period, signal) => received(calls, period, signal),
    directory: (since, signal) => directory(calls, settings, since, signal),

    async check(signal) {
      const wanted = { servicetype: 'eDoc', messagetype: 'edoc', pageSize: '1' };
      const { http } = await calls.call('getReceivedEdocList', wanted, { signal, timeoutMs: 10_000 });
      return { clockAhead: clockAhead(http, parts.clock.now()) };
    },
  };
}
