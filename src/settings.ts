import type { DeliverySettings } from './delivery/index.ts';
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

/** How pushes are tried again and given up, as the administrator set it. */
export function pushSettings(config: Config): Partial<DeliverySettings> {
  return {
    concurrency: config.pushConcurrency,
    leaseSeconds: config.pushLeaseSeconds,
    abortBeforeSeconds: config.pushLeaseSeconds / 6,
    retrySchedule: config.retrySchedule,
    jitter: config.retryJitterPercent / 100,
    deadlineSeconds: deadlineOf(config),
    warningSeconds: config.deliveryWarningHours * 3_600,
  };
}

/** Seconds until a push that still fails is given up. */
export function deadlineOf(config: Config): number {
  return config.deliveryDeadlineHours * 3_600;
}

/** The mail server for alerts; null where none is configured. */
export function mailOf({ smtpUrl, mailFrom }: Config): MailSettings | null {
  return smtpUrl === undefined || mailFrom === undefined ? null : { url: smtpUrl, from: mailFrom };
}
