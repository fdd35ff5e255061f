import type { Draw } from './offices.ts';
import { LEASE_SECONDS, type Stage } from './stage.ts';
import { MOODS } from './webhook.ts';

const KINDS = ['kill worker', 'kill api', 'freeze worker', 'crash database', 'lose redis', 'cut network'] as const;

export type Fault = (typeof KINDS)[number] | `answer ${(typeof MOODS)[number]}`;

/** All faults that the engine allows, in an order of the seed, over and over: a life of 20 has each at least once. */
export function drawFaults(count: number, engine: 'postgres' | 'redis', draw: Draw): Fault[] {
  const all: Fault[] = [...KINDS, ...MOODS.map((mood) => `answer ${mood}` as const)];
  const possible = all.filter((kind) => kind !== 'lose redis' || engine === 'redis');
  const faults: Fault[] = [];
  while (faults.length < count) {
    const left = [...possible];
    while (left.length > 0) faults.push(left.splice(draw(left.length), 1)[0]!);
  }
  return faults.slice(0, count);
}

/** Does it to one of the parts, and waits only as long as the fault itself lasts: the next one meets what is not yet mended. */
export async function commit(stage: Stage, fault: Fault, draw: Draw): Promise<void> {
  const victim = draw(2);
  const recipient = stage.webhooks[draw(stage.webhooks.length)]!;
  switch (fault) {
    case 'kill worker':
      return stage.workers[victim]!.kill();
    case 'kill api':
      return stage.apis[victim]!.kill();
    case 'freeze worker':
      return stage.workers[victim]!.freeze((LEASE_SECONDS + 0.5) * 1_000);
    case 'crash database':
      return stage.server.crash();
    case 'lose redis':
      return stage.redis!.lose();
    case 'cut network':
      return recipient.cut(200 + draw(600));
    default:
      return recipient.misbehave(MOODS.find((mood) => fault.endsWith(mood))!, 1 + draw(3), 1_000);
  }
}
