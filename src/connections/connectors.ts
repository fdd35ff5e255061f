import type { Connector } from '../../adapters/connector.ts';
import { folder } from '../../adapters/folder/index.ts';
import { mailbox } from '../../adapters/mailbox/index.ts';
import { vic } from '../../adapters/vic/index.ts';
import { ioffice } from '../../adapters/vnpt-ioffice/index.ts';
import { connectionError } from '../registry/index.ts';

/** The kinds of document systems that this hub can call, by the name of their folder under `adapters/`. */
export const CONNECTORS: ReadonlyMap<string, Connector> = new Map(
  [folder, mailbox, vic, ioffice].map((one) => [one.name, one as unknown as Connector]),
);

/** The kind of this name. Throws CONNECTION_INVALID. */
export function connectorOf(name: string, adapter: string): Connector {
  const connector = CONNECTORS.get(adapter);
  if (!connector) {
    const problems = `adapter: ${[...CONNECTORS.keys()].join(', ')}`;
    throw connectionError('CONNECTION_INVALID', { name, problems });
  }
  return connector;
}

/** What an administrator gave, checked and completed by the adapter's own schema. Throws CONNECTION_INVALID. */
export function readSettings(name: string, adapter: string, given: unknown): unknown {
  const read = connectorOf(name, adapter).settings.safeParse(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map((one) => `${one.path.join('.') || adapter}: ${one.message}`).join('; ');
  throw connectionError('CONNECTION_INVALID', { name, problems, field: String(read.error.issues[0]?.path[0] ?? '') });
}
