import { z } from 'zod';

const at = z.iso.datetime({ offset: true });
/** A sentence in both languages. */
const words = z.object({ vi: z.string(), en: z.string() });

export const recall = z
  .object({
    state: z.enum(['asked', 'confirmed', 'refused', 'withdrawn']),
    form: z.enum(['package', 'status13']).nullable().describe('package: a thu hồi, which must be obeyed.'),
    askedAt: at.nullable(),
    words,
  })
  .meta({ id: 'Recall' });

export const reply = z
  .object({
    state: z.enum(['answered', 'answered-late', 'awaited', 'late']).describe('Against DueDate.'),
    documentId: z.uuid().nullable().describe('The document that answers.'),
    at: at.nullable(),
    words,
  })
  .meta({ id: 'Reply' });
