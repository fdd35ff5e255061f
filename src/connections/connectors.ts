import { z } from 'zod';
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
  throw connectionError('CONNECTION_INVALID', { name, problems });
}

/** One setting of a kind, as a form or a help text shows it. */
export interface SettingField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'text' | 'number' | 'boolean' | 'choice';
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly default: string;
}

/** The settings of a kind, read from its schema. */
export function settingFields(connector: Connector): SettingField[] {
  const schema = z.toJSONSchema(connector.settings, { io: 'input' }) as {
    properties?: Record<
      string,
      { type?: string; enum?: string[]; title?: string; description?: string; default?: unknown }
    >;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, one]) => ({
    name,
    title: one.title ?? name,
    description: one.description ?? '',
    type: one.enum
      ? 'choice'
      : one.type === 'integer' || one.type === 'number'
        ? 'number'
        : one.type === 'boolean'
          ? 'boolean'
          : 'text',
    choices: one.enum ?? [],
    required: schema.required?.includes(name) ?? false,
    default: one.default === undefined ? '' : String(one.default),
  }));
}
