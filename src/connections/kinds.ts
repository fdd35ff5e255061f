import { z } from 'zod';
import type { Connector, SettingField } from '../../adapters/connector.ts';
import { bothWords } from '../platform/issues.ts';
import { CONNECTORS, connectorOf, readSettings } from './connectors.ts';

/** A kind of document system as forms and help texts show it. */
export interface ConnectionKind extends Pick<Connector, 'name' | 'title' | 'secret' | 'address'> {
  readonly fields: readonly SettingField[];
}

/** The kinds that this hub can call. */
export function connectionKinds(): ConnectionKind[] {
  return [...CONNECTORS.values()].map((one) => {
    const { name, title, secret, address } = one;
    return { name, title, secret, address, fields: fieldsOf(one) };
  });
}

/**
 * Settings as they were typed, by field, checked and completed by the kind's schema. What is left empty has its default;
 * names that the kind does not know are refused. Throws CONNECTION_INVALID.
 */
export function readTyped(connection: string, adapter: string, typed: Readonly<Record<string, string>>): unknown {
  const fields = new Map(fieldsOf(connectorOf(connection, adapter)).map((one) => [one.name, one]));
  const given = Object.entries(typed).flatMap(([name, text]): [string, unknown][] => {
    const field = fields.get(name);
    if (field && text === '' && mayBeLeftOut(field)) return [];
    return [[name, typedValue(field?.type, text)]];
  });
  return readSettings(connection, adapter, Object.fromEntries(given));
}

/** A text with a default may be emptied: what that means, the schema says. */
function mayBeLeftOut({ type, required, default: usual }: SettingField): boolean {
  return type !== 'text' || (!required && usual === '');
}

function typedValue(type: SettingField['type'] | undefined, text: string): unknown {
  if (type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

interface Described {
  readonly type?: string;
  readonly enum?: string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
}

function fieldsOf({ settings }: Connector): SettingField[] {
  const schema = z.toJSONSchema(settings, { io: 'input' }) as {
    properties?: Record<string, Described>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, one]) => ({
    name,
    title: bothWords(one.title ?? name),
    description: bothWords(one.description ?? ''),
    type: typeOf(one),
    choices: one.enum ?? [],
    required: schema.required?.includes(name) ?? false,
    default: one.default === undefined ? '' : String(one.default),
  }));
}

function typeOf({ type, enum: choices }: Described): SettingField['type'] {
  if (choices) return 'choice';
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'boolean' ? 'boolean' : 'text';
}
