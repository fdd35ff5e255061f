import type { Adapter, AxisTarget } from '../contract.ts';
import type { AxisClient, ClientParts } from './client.ts';
import { restClient } from './rest.ts';
import { vxpClient } from './vxp/index.ts';

export type {
  AxisClient,
  ClientParts,
  Followed,
  Offer,
  Period,
  ReceivedLine,
  SentLine,
  Verdict,
} from './client.ts';
export { type AxisPackage, type AxisPoller, type PollOptions, pollAxis } from './poll.ts';

const DIALECTS: Readonly<Record<AxisTarget['settings']['dialect'], (parts: ClientParts) => AxisClient>> = {
  rest: (parts) => restClient(parts),
  vxp: vxpClient,
};

/** The client of one axis, in the dialect that it speaks. */
export function openAxisClient(parts: ClientParts): AxisClient {
  return DIALECTS[parts.target.settings.dialect](parts);
}

/** Sends a relay to whatever axis its lane leads to. */
export const axis: Adapter = {
  name: 'axis',
  send(context) {
    const { target, http, log, clock } = context;
    if (target.kind !== 'axis') throw new Error(`the axis adapter cannot serve a ${target.kind}`);
    return openAxisClient({ target, http, log, clock }).send(context);
  },
};
