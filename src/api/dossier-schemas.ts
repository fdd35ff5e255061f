import { z } from 'zod';
import { DOSSIER_STATES, type DossierState } from '../dossier/index.ts';
import { agencyName, delivery, documentSummary, page } from './schemas.ts';

const at = z.iso.datetime({ offset: true });
const words = z.object({ vi: z.string(), en: z.string() });
const state = z.literal(DOSSIER_STATES).describe('1 mới đăng ký … 10 đã trả kết quả; docs/dossiers.md has the table.');

/** PostgreSQL holds no character 0, and no system reports of other centuries. */
const note = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((text) => !text.includes('\0'));
const isOurTime = (text: string) => text >= '2000' && text < '2100';

export const dossierReport = z.object({
  state,
  at: at
    .refine(isOurTime)
    .optional()
    .describe('When the dossier took the state in the reporting system: recorded, never used for order.'),
  agency: z.string().max(100).optional().describe('Which agency reports, for a system that serves several parties.'),
  note: note.optional().describe('What the citizen or the other side should know.'),
  dueOn: z.iso.date().refine(isOurTime).optional().describe('Ngày hẹn trả kết quả, when it is set or moved.'),
});

export const dossierState = z
  .object({
    id: z.uuid(),
    state,
    words,
    agency: agencyName.describe('Who reported.'),
    at: at.nullable().describe('As the reporter wrote it.'),
    reportedAt: at,
    note: z.string().nullable(),
    follows: z
      .boolean()
      .describe('False: it does not follow the state before, is kept as an anomaly and moves nothing.'),
  })
  .meta({ id: 'DossierState' });

export const dossierReported = z
  .object({ number: z.string(), replay: z.boolean().describe('Reported before.'), state: dossierState })
  .meta({ id: 'DossierReported' });

const summary = {
  number: z.string(),
  issuer: agencyName.nullable().describe('The agency that the number names.'),
  state: state.nullable(),
  words: words.nullable(),
  stateAt: at.nullable(),
  dueOn: z.iso.date().nullable(),
  overdue: z.boolean(),
  anomalies: z.int().describe('Reports that did not follow.'),
  openedAt: at,
};
export const dossierSummary = z.object(summary).meta({ id: 'DossierSummary' });

export const dossierThread = z
  .object({
    ...summary,
    parties: z.array(agencyName),
    states: z.array(dossierState).describe('In the order in which the hub heard of them.'),
    documents: z
      .array(
        z.object({
          ...documentSummary.shape,
          side: z.enum(['sender', 'recipient']),
          byParty: z.boolean().describe('False: an agency that is no party wrote the number on its document.'),
          answers: z.array(z.uuid()).describe('Documents of this thread that it answers.'),
          deliveries: z.array(delivery).describe('All of them for the sender; its own for a recipient.'),
        }),
      )
      .describe('Oldest first; the last 100 of those that the system sent or received.'),
  })
  .meta({ id: 'Dossier' });

export const dossierQuery = z.object({
  ...page,
  after: z.uuid().optional().describe('`next` of the page before.'),
  number: z.string().max(100).optional().describe('Beginning of the number.'),
  state: z
    .enum(DOSSIER_STATES.map(String))
    .transform((text) => Number(text) as DossierState)
    .optional(),
  agency: z.string().max(100).optional().describe('Another party of the dossier; any form of its code.'),
  overdue: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('Only those that are past their day while it is the turn of the agencies.'),
});
