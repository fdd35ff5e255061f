import type { Language } from '../../platform/errors.ts';
import type { Closing } from '../demo/closing.ts';
import { seconds as inWords, type Outcome, type Paint, Teller } from '../demo/teller.ts';
import { Clerk } from './clerk.ts';
import { startHubs } from './hubs.ts';
import { island, reconciliation } from './island.ts';
import type { Side } from './places.ts';
import { type AxisScene, type AxisStage, recallAcross, toCommune, toGovernment, toMany, toProvince } from './scenes.ts';

export interface AxisDemoOptions {
  readonly directory: string;
  readonly language: Language;
  readonly paint: Paint;
  readonly print: (line: string) => void;
  readonly closing: Closing;
}

export interface AxisDemoSummary {
  readonly ok: boolean;
  readonly urls: Readonly<Record<Side, string>>;
  readonly outcomes: readonly Outcome[];
  readonly seconds: number;
}

/** In this order: the outage needs the others to be over. */
const STORY: readonly AxisScene[] = [toGovernment, toCommune, toProvince, toMany, recallAcross, island, reconciliation];

/** Plays the story between three hubs; what was started is stopped by `closing`. */
export async function runAxisDemo(options: AxisDemoOptions): Promise<AxisDemoSummary> {
  const { language, paint, print, closing } = options;
  const from = Date.now();
  const hubs = await startHubs(options.directory, closing);
  const run = String(Math.floor(Date.now() / 1_000) % 100_000);
  const clerks = {
    national: new Clerk(hubs.national, language, run),
    lacHong: new Clerk(hubs.lacHong, language, run),
    hongBang: new Clerk(hubs.hongBang, language, run),
  };
  await closing.add(async () => {
    await Promise.all(Object.values(clerks).map((clerk) => clerk.client.end()));
  });
  const stage: AxisStage = { hubs, clerks };
  const outcomes: Outcome[] = [];
  for (const [index, scene] of STORY.entries()) {
    const teller = new Teller(language, scene.title, paint);
    const since = Date.now();
    await scene.play(stage, teller).catch((problem: unknown) => teller.fail(problem));
    print('');
    const took = inWords((Date.now() - since) / 1_000, language);
    print(`${paint.bold(`${index + 1}/${STORY.length}  ${scene.title[language]}`)}  ${paint.dim(`(${took} s)`)}`);
    for (const line of teller.lines) print(line);
    outcomes.push(...teller.outcomes);
  }
  return {
    ok: outcomes.every((one) => one.met),
    urls: { national: hubs.national.url, lacHong: hubs.lacHong.url, hongBang: hubs.hongBang.url },
    outcomes,
    seconds: (Date.now() - from) / 1_000,
  };
}
