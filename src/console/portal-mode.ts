import { MODE_WORDS, PORTAL_MODES, type PortalMode } from '../publication/index.ts';
import { type Fields, textOf } from './administering.ts';

/** What an agency may choose for the portal, as a form offers it. */
export const MODES = PORTAL_MODES.map((mode) => ({ mode, words: MODE_WORDS[mode] }));

/** What a form has chosen; null for what holds for the hub. */
export function modeIn(typed: Fields): PortalMode | null {
  const chosen = textOf(typed, 'mode');
  return PORTAL_MODES.find((mode) => mode === chosen) ?? null;
}
