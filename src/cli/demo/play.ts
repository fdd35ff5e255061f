import type { Language } from '../../platform/errors.ts';
import type { Stage } from './stage.ts';
import type { Scene } from './story.ts';
import { seconds as inWords, type Outcome, type Paint, Teller } from './teller.ts';

interface Telling {
  readonly language: Language;
  readonly paint: Paint;
  readonly print: (line: string) => void;
}

/** Scenes at the same time: enough to fill the waits, few enough for two cores. */
const AT_ONCE = 4;

/** Plays the scenes side by side, and tells each in its turn as soon as it and all before it have ended. */
export async function playAll(scenes: readonly Scene[], stage: Stage, telling: Telling): Promise<Outcome[]> {
  const queue = scenes.map((scene, index) => ({ scene, index }));
  const done: (Played | undefined)[] = scenes.map(() => undefined);
  let told = 0;
  const actor = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      done[next.index] = await play(next.scene, stage, telling);
      for (let ready = done[told]; ready; ready = done[++told]) tell(ready, told + 1, scenes.length, telling);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, actor));
  return done.flatMap((one) => one?.teller.outcomes ?? []);
}

interface Played {
  readonly scene: Scene;
  readonly teller: Teller;
  readonly seconds: number;
}

async function play(scene: Scene, stage: Stage, { language, paint }: Telling): Promise<Played> {
  const teller = new Teller(language, scene.title, paint);
  const from = Date.now();
  // A scene that breaks is an outcome that was not met; the others go on.
  await scene.play(stage, teller).catch((problem: unknown) => teller.fail(problem));
  return { scene, teller, seconds: (Date.now() - from) / 1_000 };
}

function tell(
  { scene, teller, seconds }: Played,
  number: number,
  of: number,
  { language, paint, print }: Telling,
): void {
  print('');
  print(
    `${paint.bold(`${number}/${of}  ${scene.title[language]}`)}  ${paint.dim(`(${inWords(seconds, language)} s)`)}`,
  );
  for (const line of teller.lines) print(line);
}
