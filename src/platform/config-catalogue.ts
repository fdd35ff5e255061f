import { z } from 'zod';
import { about } from './config-about.ts';

/** The State's shared catalogues (danh mục dùng chung). */
export const CATALOGUE_SETTINGS = {
  catalogueUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta(
      about({
        env: 'CATALOGUE_URL',
        description:
          'Address of the shared catalogues (DMDC of an NGSP) without the name of a catalogue, `https://api.tinh.gov.vn/dmdc/Category`. Read on a schedule where CATALOGUE_TOKEN is set too.',
      }),
    ),
  catalogueToken: z
    .string()
    .optional()
    .meta(about({ env: 'CATALOGUE_TOKEN', description: 'Bearer token for CATALOGUE_URL.', secret: true })),
  catalogueEveryHours: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 31)
    .default(24)
    .meta(
      about({
        env: 'CATALOGUE_EVERY_HOURS',
        description: 'Hours from one reading of the shared catalogues to the next.',
      }),
    ),
  catalogueAgencies: z
    .enum(['propose', 'apply'])
    .default('propose')
    .meta(
      about({
        env: 'CATALOGUE_AGENCIES',
        description:
          'Whether new agencies and new names of the shared catalogues wait for `lienthong catalogue agencies --apply`, or are taken over after each reading. None is ever closed by a catalogue.',
      }),
    ),
};
