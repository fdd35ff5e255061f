import type { Command } from 'commander';
import { addCommand, type Invocation } from '../../command.ts';

export function registerKinds(group: Command): void {
  addCommand<Record<string, never>>(
    group,
    {
      usage: 'kinds',
      about: {
        vi: 'các loại hệ thống mà trục nối được, với từng trường phải khai báo',
        en: 'the kinds of systems that the hub can call, with what each needs to know',
      },
      examples: ['lienthong connection kinds'],
    },
    kinds,
  );
}

async function kinds({ out }: Invocation<Record<string, never>>): Promise<void> {
  const { CONNECTORS, settingFields } = await import('../../../connections/index.ts');
  const all = [...CONNECTORS.values()].map((one) => ({ one, fields: settingFields(one) }));
  out.result(
    all.map(({ one: { name, title, secret, address }, fields }) => ({
      name,
      title,
      secret,
      address,
      settings: fields,
    })),
  );
  for (const { one, fields } of all) {
    out.line(`${out.paint('bold', one.name)}  ${out.say(one.title)}`);
    for (const { name, required, default: given, description, choices } of fields) {
      const value = required ? '*' : given;
      out.line(
        `  ${name.padEnd(18)} ${value.padEnd(12)} ${choices.length > 0 ? `${choices.join('|')} ` : ''}${description}`,
      );
    }
    if (one.secret) out.line(`  --secret-file      *            ${out.say(one.secret)}`);
    if (one.address) out.line(`  --address          ${''.padEnd(12)} ${out.say(one.address)} (agency channel)`);
  }
}
