import { catalogues } from './scenes/catalogues.ts';
import { changes, recall } from './scenes/changes.ts';
import { closed } from './scenes/closed.ts';
import { dossier } from './scenes/dossier.ts';
import { enveloped, large, multipart } from './scenes/large.ts';
import { newDocument } from './scenes/new-document.ts';
import { portal } from './scenes/portal.ts';
import { fromGovernment, statuses } from './scenes/statuses.ts';
import { urgent } from './scenes/urgent.ts';
import { webPage } from './scenes/web-page.ts';
import { wrong } from './scenes/wrong.ts';
import type { Stage } from './stage.ts';
import type { Teller, Words } from './teller.ts';

/** One part of the demonstration. It says what happens and expects what must come of it. */
export interface Scene {
  readonly title: Words;
  play(stage: Stage, teller: Teller): Promise<void>;
}

/** The scenes, in the order in which they are told. None waits for another: they are played side by side. */
export const STORY: readonly Scene[] = [
  newDocument,
  urgent,
  fromGovernment,
  statuses,
  changes,
  recall,
  dossier,
  multipart,
  enveloped,
  large,
  closed,
  portal,
  catalogues,
  webPage,
  wrong,
];
