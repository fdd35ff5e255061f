import type { Adapter } from '../../adapters/contract.ts';
import { type ConnectionTools, openConnection } from './open.ts';

/** Sends to whatever connected system the recipient is in: documents are delivered, statuses reported. */
export function connectionAdapter(tools: ConnectionTools): Adapter {
  return {
    name: 'connection',
    send(context) {
      const { target } = context;
      if (target.kind !== 'connection') throw new Error(`a connection cannot serve a ${target.kind}`);
      const connection = openConnection(tools, target);
      return context.kind === 'status' ? connection.report(context) : connection.deliver(context);
    },
  };
}
