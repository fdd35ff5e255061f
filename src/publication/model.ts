/** Whether an agency's documents go on the portal: never, each by its clerk's decision, or as soon as they are accepted. */
export const PORTAL_MODES = ['off', 'by-hand', 'automatic'] as const;
export type PortalMode = (typeof PORTAL_MODES)[number];

/** Why a document that is marked Công khai is not on the portal. */
export const REASONS = [
  // The portal is not switched on for the agency.
  'off',
  // The clerk decides, and has not.
  'by-hand',
  // Its subject mentions secrecy: nobody but a person may say that it is none.
  'subject',
  // There is nothing to publish.
  'no-files',
  // Its verdict came late, and what was sent meanwhile may have changed it.
  'late',
  // Sent before the portal was switched on.
  'earlier',
  // The clerk took it off.
  'sender',
  // Asked back by a status 13.
  'taken-back',
  'held',
  // Retention has removed its bytes.
  'expired',
  // Its update is not for the public.
  'not-public',
  'recalled',
  'replaced',
] as const;
export type Reason = (typeof REASONS)[number];

/** These never come back. */
export const FINAL: readonly Reason[] = ['recalled', 'replaced', 'expired', 'not-public'];
