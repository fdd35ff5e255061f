import { DEFAULT_LIMITS, type Limits } from './edxml/index.ts';
import type { MailSettings } from './notify/index.ts';
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

/** The mail server for alerts; null where none is configured. */
export function mailOf({ smtpUrl, mailFrom }: Config): MailSettings | null {
  return smtpUrl === undefined || mailFrom === undefined ? null : { url: smtpUrl, from: mailFrom };
}
