import type { Connector } from '../../adapters/connector.ts';
import { folder } from '../../adapters/folder/index.ts';
import { mailbox } from '../../adapters/mailbox/index.ts';
import { vic } from '../../adapters/vic/index.ts';
import { ioffice } from '../../adapters/vnpt-ioffice/index.ts';
import { readBySchema } from '../platform/issues.ts';
import { connectionError } from '../registry/index.ts';

/** The kinds of document systems that this hub can call, by the name of their folder under `adapters/`. */
export const CONNECTORS: ReadonlyMap<string, Connector> = new Map(
  [folder, mailbox, vic, ioffice].map((one) => [one.name, one as unknown as Connector]),
);

/** The kind of this name. Throws CONNECTION_INVALID. */
export function connectorOf(name: string, adapter: string): Connector {
  const connector = CONNECTORS.get(adapter);
  if (!connector) {
    const kinds = [...CONNECTORS.keys()].join(', ');
    const vi = `loại hệ thống phải là một trong: ${kinds}`;
    throw connectionError('CONNECTION_INVALID', { name, vi, en: `its kind must be one of: ${kinds}` });
  }
  return connector;
}

/** What an administrator gave, checked and completed by the adapter's own schema. Throws CONNECTION_INVALID. */
export function readSettings(name: string, adapter: string, given: unknown): unknown {
  const read = readBySchema(connectorOf(name, adapter).settings, given);
  if (!read.problems) return read.data;
  throw connectionError('CONNECTION_INVALID', { name, ...read.problems, field: read.first });
}
