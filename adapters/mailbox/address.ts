import { error } from './errors.ts';
import { MAILBOX } from './settings.ts';

/** The agency's mailbox, if it is one and its domain is among those allowed. @throws MAIL_ADDRESS_INVALID */
export function requireMailbox(address: string | null, domains: string): string {
  const domain = address?.slice(address.lastIndexOf('@') + 1).toLowerCase() ?? '';
  const allowed = domains.split(',').map((one) => one.trim().toLowerCase());
  const isAllowed = allowed.some((one) => (one.startsWith('*.') ? domain.endsWith(one.slice(1)) : domain === one));
  if (address === null || !MAILBOX.test(address) || !isAllowed) throw error('MAIL_ADDRESS_INVALID', { domains });
  return address;
}
