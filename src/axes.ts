import { type AxisPackage, type AxisPoller, pollAxis } from '../adapters/axis/index.ts';
import type { Hub } from './hub.ts';
import { submit } from './pipeline.ts';
import { axisByName, axisPrincipal, listAxes } from './registry/index.ts';

/** Starts one poller per configured axis; what they bring takes the same journey as everything else. */
export async function startAxisPollers(hub: Hub): Promise<AxisPoller> {
  const axes = await listAxes(hub.database.db);
  const pollers: AxisPoller[] = [];
  for (const { name } of axes) {
    const { baseUrl, secret, settings } = await axisByName(hub.database.db, hub.vault, name);
    pollers.push(
      pollAxis({
        axis: { kind: 'axis', name, baseUrl, secret, settings },
        http: hub.outbound,
        log: hub.log,
        onPackage: (offered) => takeIn(hub, offered),
      }),
    );
  }
  return {
    async stop() {
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}

/** Stored, waiting for a verdict, or refused with a record: in each case the hub has dealt with it. */
async function takeIn(hub: Hub, offered: AxisPackage): Promise<'done' | 'fail'> {
  const answer = await submit(hub, {
    door: 'axis',
    principal: axisPrincipal(offered.axis),
    mediaType: offered.mediaType,
    body: offered.body,
    transportId: offered.transportId,
  });
  if (answer.state === 'rejected') {
    hub.log.warn({ axis: offered.axis, code: answer.error.code, submissionId: answer.submissionId }, 'axis.refused');
  }
  return 'done';
}
