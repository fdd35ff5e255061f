import type { Adapter } from '../contract.ts';
import type { AxisClient, ClientParts } from './client.ts';
import { langSonClient } from './lgsp/lang-son.ts';
import { quangNamClient } from './lgsp/quang-nam.ts';
import { restClient } from './rest.ts';
import { vxpClient } from './vxp/index.ts';

export type {
  AxisClient,
  ClientParts,
  Followed,
  Period,
  ReceivedLine,
  SentLine,
} from './client.ts';

/** The client of one axis, in the dialect that it speaks. */
export function openAxisClient(parts: ClientParts): AxisClient {
  const { settings } = parts.target;
  switch (settings.dialect) {
    case 'rest':
      return restClient(parts);
    case 'vxp':
      return vxpClient(parts, settings);
    case 'lang-son':
      return langSonClient(parts, settings);
    case 'quang-nam':
      return quangNamClient(parts, settings);
  }
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
