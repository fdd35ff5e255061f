import { acknowledge, reportPullFailure } from '../delivery/index.ts';
import { seeDelivery } from '../see.ts';
import { vxp } from '../wire/index.ts';
import { type Handler, invalid } from './call.ts';

/**
 * What a recipient says of a delivery's transport; never a business status. `done` takes it off the list, `fail` brings
 * it back after the retry delay. `processing` says what fetching has recorded already, so it changes nothing.
 */
export const updateStatus: Handler = async (hub, { principal, parameter }) => {
  const word = parameter('status')?.toLowerCase();
  if (word !== 'done' && word !== 'fail' && word !== 'processing') {
    throw invalid('status', word, 'done, fail, processing');
  }
  const { id } = await seeDelivery(hub, principal, 'delivery.ack', parameter('docid') ?? '');
  const { actor } = principal;
  const { db } = hub.database;
  if (word === 'done') await db.transaction((tx) => acknowledge(tx, id, actor));
  if (word === 'fail') await db.transaction((tx) => reportPullFailure(tx, id, actor));
  hub.delivery.nudge();
  return vxp.answerOk({});
};
