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
  const { connectionKinds } = await import('../../../connections/index.ts');
  const all = connectionKinds();
  out.result(all.map(({ fields, ...kind }) => ({ ...kind, settings: fields })));
  for (const { name, title, secret, address, fields } of all) {
    out.line(`${out.paint('bold', name)}  ${out.say(title)}`);
    for (const { name, required, default: usual, description, choices } of fields) {
      const value = required ? '*' : usual;
      const about = [choices.join('|'), out.say(description)].filter(Boolean).join(' ');
      out.line(`  ${name.padEnd(18)} ${value.padEnd(12)} ${about}`);
    }
    if (secret) out.line(`  --secret-file      *            ${out.say(secret)}`);
    if (address) out.line(`  --address          ${''.padEnd(12)} ${out.say(address)} (agency channel)`);
  }
}
