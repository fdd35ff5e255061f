import { z } from 'zod';
import { about, bytes } from './config-about.ts';

/** How large a package may be, and what must stay free. */
export const LIMIT_SETTINGS = {
  maxMessageBytes: bytes
    .max(2 ** 31)
    .default(150 * 2 ** 20)
    .meta(about({ env: 'MAX_MESSAGE_BYTES', description: 'Largest package as sent; up to 2 GB.' })),
  maxEnvelopeBytes: bytes
    .max(16 * 2 ** 20)
    .default(2 ** 20)
    .meta(about({ env: 'MAX_ENVELOPE_BYTES', description: 'Largest edXML envelope, attachments not counted.' })),
  maxAttachments: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(50)
    .meta(about({ env: 'MAX_ATTACHMENTS', description: 'Most attachments in one package.' })),
  maxAttachmentBytes: bytes
    .max(2 ** 31)
    .default(100 * 2 ** 20)
    .meta(about({ env: 'MAX_ATTACHMENT_BYTES', description: 'Largest attachment, decoded.' })),
  maxRecipients: z.coerce
    .number()
    .int()
    .min(1)
    .max(5_000)
    .default(5_000)
    .meta(about({ env: 'MAX_RECIPIENTS', description: 'Most recipients of one document.' })),
  diskReserveBytes: bytes.optional().meta(
    about({
      env: 'DISK_RESERVE_BYTES',
      description: 'Space that stays free on the data disk; below it every door answers 507.',
      defaultText: 'the larger of 1 GB and 5 % of the disk',
    }),
  ),
};
