import { deliveryErrors } from '../delivery/index.ts';
import { edxmlErrors } from '../edxml/index.ts';
import { intakeErrors } from '../intake/index.ts';
import type { Catalogue, HubError } from '../platform/errors.ts';
import { registryErrors } from '../registry/index.ts';
import { routingErrors } from '../routing/index.ts';
import { statusErrors } from '../status/index.ts';
import { trustErrors } from '../trust/index.ts';
import type { vxp } from '../wire/index.ts';
import { vxpErrors } from './errors.ts';

/** What a room's errors mean to a client of the protocol, where the code itself is not named below. */
export const CODE_OF_ROOM: readonly (readonly [errors: Catalogue, code: vxp.ErrorCode])[] = [
  [vxpErrors, '15'],
  [edxmlErrors, '22'],
  [trustErrors, '10'],
  [intakeErrors, '21'],
  [routingErrors, '18'],
  [statusErrors, '21'],
  [deliveryErrors, '21'],
  [registryErrors, '21'],
];

type Named =
  | keyof typeof vxpErrors
  | keyof typeof intakeErrors
  | keyof typeof routingErrors
  | keyof typeof statusErrors
  | keyof typeof deliveryErrors
  | keyof typeof registryErrors;

export const CODE_OF_ERROR: Readonly<Partial<Record<Named, vxp.ErrorCode>>> = {
  VXP_PARAMETER_INVALID: '21',
  VXP_HASH_MISMATCH: '10',
  VXP_FILE_MISSING: '10',
  VXP_AGENCY_OUTSIDE: '21',
  'LIMIT_EXCEEDED.message': '10',
  BODY_EMPTY: '10',
  CONTENT_ENCODING_REFUSED: '10',
  SENDER_UNKNOWN: '19',
  SENDER_NOT_ALLOWED: '19',
  SENDER_CLOSED: '19',
  'NO_RECIPIENT.closed': '23',
  RECIPIENTS_REFUSED: '23',
  RECALLED_WHILE_WAITING: '21',
  STATUS_CODE_UNKNOWN: '22',
  STATUS_REASON_MISSING: '22',
  FORBIDDEN: '15',
  // Nothing that passes by itself: the client has to fetch first.
  DELIVERY_NOT_RELEASED: '21',
};

/**
 * The protocol's code of an error. Only 20 makes a client send the same again, so it stands for what may pass by
 * itself, and for nothing else.
 */
export function codeOf({ code, spec }: HubError): vxp.ErrorCode {
  const named = (CODE_OF_ERROR as Readonly<Record<string, vxp.ErrorCode>>)[code];
  if (named) return named;
  if (spec.retry) return '20';
  return CODE_OF_ROOM.find(([errors]) => Object.hasOwn(errors, code))?.[1] ?? '21';
}
