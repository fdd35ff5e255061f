import { seeDelivery } from '../acts/see.ts';
import { acknowledge, reportPullFailure } from '../delivery/index.ts';
import { displayLine } from '../edxml/index.ts';
import { pushSettings } from '../settings.ts';
import { vxp } from '../wire/index.ts';
import { type Handler, invalid } from './call.ts';

const REASON_CHARACTERS = 300;

/**
 * What a recipient says of a delivery's transport; never a business status. `done` takes it off the list, `fail` brings
 * it back after the retry delay and tells the sender the parameter `reason`, where the system gives one. `processing` says what fetching has recorded already, so it changes nothing.
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
  if (word === 'fail') {
    const reason = displayLine(parameter('reason') ?? '', REASON_CHARACTERS) || null;
    await db.transaction((tx) => reportPullFailure(tx, id, { actor, reason }, pushSettings(hub.config)));
  }
  hub.delivery.nudge();
  return vxp.answerOk({});
};
