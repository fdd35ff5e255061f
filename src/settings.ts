import { DEFAULT_LIMITS, type Limits } from './edxml/index.ts';
import type { Config } from './platform/config.ts';

/** The reader's limits as the administrator set them. */
export function limitsOf(config: Config): Limits {
  return {
    ...DEFAULT_LIMITS,
    envelopeBytes: config.maxEnvelopeBytes,
    attachments: config.maxAttachments,
    attachmentBytes: config.maxAttachmentBytes,
    recipients: config.maxRecipients,
  };
}
