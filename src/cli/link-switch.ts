import type { Command } from 'commander';
import type { By } from '../administration/index.ts';
import type { Tx } from '../platform/database.ts';
import { addCommand, DATA_OPTION, type Invocation } from './command.ts';
import { WHY_IF_ANY } from './operate.ts';
import type { Bilingual } from './output.ts';
import type { GivenSettings } from './settings.ts';

interface Options extends GivenSettings {
  readonly why: string;
}

type Verb = 'enable' | 'disable';
type Switch = (tx: Tx, name: string, enabled: boolean, by: By) => Promise<void>;

/** The links of one kind, by their group of commands. */
export interface Switchable {
  readonly name: Bilingual;
  /** A command without its verb, and the name that its example has. */
  readonly example: readonly [group: string, name: string];
  readonly words: Readonly<Record<Verb, { readonly about: Bilingual; readonly done: Bilingual }>>;
  /** Loaded when it is needed: `--help` works without it. */
  load(): Promise<Switch>;
}

/** `enable` and `disable` of a link to another side. */
export function registerSwitch(group: Command, link: Switchable): void {
  const [command, name] = link.example;
  for (const verb of ['enable', 'disable'] as const) {
    addCommand<Options>(
      group,
      {
        usage: `${verb} <name>`,
        about: link.words[verb].about,
        args: [link.name],
        options: [WHY_IF_ANY, DATA_OPTION],
        examples: [`lienthong ${command} ${verb} ${name}`],
        exits: ['later', 'notFound'],
      },
      (it) => set(it, link, verb),
    );
  }
}

async function set({ args, options, out }: Invocation<Options>, link: Switchable, verb: Verb): Promise<void> {
  const name = args[0]!;
  const enabled = verb === 'enable';
  const [{ withTools }, { byAt }, change] = await Promise.all([
    import('./tools.ts'),
    import('./operate.ts'),
    link.load(),
  ]);
  await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction((tx) => change(tx, name, enabled, by));
  });
  out.result({ name, enabled });
  out.line(out.say(link.words[verb].done));
}
