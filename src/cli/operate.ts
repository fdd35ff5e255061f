import { hostname } from 'node:os';
import type { By } from '../administration/index.ts';
import type { Acting } from '../registry/index.ts';
import type { OptionSpec } from './command.ts';

/** Why an operator acts; every act on deliveries and lanes needs it. */
export const WHY_OPTION: OptionSpec = {
  flags: '--why <text>',
  about: {
    vi: 'lý do; ghi vào nhật ký, với văn bản thì bên gửi đọc được',
    en: 'the reason; it goes into the log, of a document its sender reads it',
  },
  required: true,
};

/** The person at the command line, as the rooms ask for it. */
export async function actingAt(actor: string, why: string): Promise<Acting> {
  const { administratorPrincipal } = await import('../registry/index.ts');
  return { principal: administratorPrincipal(actor), why };
}

/** Why the registry is changed; whoever sits at the hub's own machine may leave it out. */
export const WHY_IF_ANY: OptionSpec = {
  flags: '--why <text>',
  about: { vi: 'lý do, ghi vào nhật ký', en: 'the reason, for the log' },
  default: '–',
};

/** The same person as the administration of the registry asks for it: from this machine. */
export async function byAt(actor: string, why: string): Promise<By> {
  const { administratorPrincipal } = await import('../registry/index.ts');
  return { principal: administratorPrincipal(actor), why, from: hostname() };
}

/** `2h 05m`: an age at a glance. */
export function ageInWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  if (days > 0) return `${days}d ${two(hours)}h`;
  if (hours > 0) return `${hours}h ${two(minutes)}m`;
  return minutes > 0 ? `${minutes}m ${two(whole % 60)}s` : `${whole}s`;
}
