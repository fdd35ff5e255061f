import { setMaxListeners } from 'node:events';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { alertMessages } from '../platform/metrics.ts';
import type { Outbound } from '../platform/outbound.ts';
import type { Vault } from '../platform/secrets.ts';
import { findAgencies } from '../registry/index.ts';
import { type ClaimedAlert, claimAlerts, settleTelling, type Telling } from './claim.ts';
import { contactsOf, type StoredContact } from './contacts.ts';
import { type MailSettings, openMailer } from './email.ts';
import { error } from './errors.ts';
import { compose } from './message.ts';
import type { AlertContact, Message } from './model.ts';
import { chooseContacts } from './rules.ts';
import { callWebhook } from './webhook.ts';

/** Alerts that one process tells at the same time. */
const AT_ONCE = 20;

export interface NotifierParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly log: Logger;
  /** Null where no mail server is configured: e-mail contacts then fail with MAIL_NOT_CONFIGURED. */
  readonly mail: MailSettings | null;
  /** Of the web pages, for whoever is told; null where nobody said under which address they are reached. */
  readonly link: string | null;
}

export interface Notifier {
  /** Tells what is due, until nothing is. Safe in several processes at once; a lost process delays an alert, no more. */
  tellDue(): Promise<void>;
  /** Sends a test to every contact of an agency (null: of the hub) and gives what each answered; null is success. */
  test(agencyId: string | null, id: string): Promise<{ contact: AlertContact; code: string | null }[]>;
  /** Cuts short what is being told, which is told again later, and begins nothing more. */
  close(): void;
}

export function openNotifier(parts: NotifierParts): Notifier {
  const { database, vault, outbound, clock, log, link } = parts;
  const { db } = database;
  const mailer = parts.mail === null ? null : openMailer(parts.mail);
  const ending = new AbortController();
  // One for each message under way, taken off again at its end.
  setMaxListeners(0, ending.signal);

  async function send(contact: StoredContact, message: Message): Promise<void> {
    if (contact.sealedSecret !== null) {
      const secret = vault.open(contact.sealedSecret, contact.id);
      return callWebhook(outbound, clock, contact.address, secret, message, ending.signal);
    }
    if (mailer === null) throw error('MAIL_NOT_CONFIGURED');
    return mailer.send(contact, message);
  }

  /** The code of what went wrong; null when the contact was told. */
  async function attempt(contact: StoredContact, message: Message): Promise<string | null> {
    const { channel } = contact;
    try {
      await send(contact, message);
      alertMessages.inc({ channel, outcome: 'told' });
      return null;
    } catch (failure) {
      alertMessages.inc({ channel, outcome: 'failed' });
      const why = isHubError(failure) ? { code: failure.code, facts: failure.facts } : { error: failure };
      log.warn({ ...why, contact: contact.id, alert: message.id }, 'an alert did not reach a contact');
      return isHubError(failure) ? failure.code : 'UNEXPECTED';
    }
  }

  async function tell(it: ClaimedAlert, contacts: readonly StoredContact[], agencyName: string | null): Promise<void> {
    const wanted = chooseContacts(contacts, it.kind, it.minute).filter((one) => !it.reached.includes(one.id));
    const round = { ...it, id: `${it.id}.${it.rounds + 1}` };
    const codes = await Promise.all(wanted.map((one) => attempt(one, compose(round, one.language, agencyName, link))));
    const failures = codes.filter((code) => code !== null);
    const telling: Telling = {
      reached: wanted.filter((_, index) => codes[index] === null).map((one) => one.id),
      missed: failures.length,
      code: failures[0] ?? null,
    };
    await db.transaction((tx) => settleTelling(tx, it, telling));
  }

  async function tellBatch(): Promise<number> {
    const claimed = await db.transaction((tx) => claimAlerts(tx, AT_ONCE));
    const agencyIds = [...new Set(claimed.map((one) => one.agencyId))];
    const contacts = await contactsOf(db, agencyIds);
    const agencies = await findAgencies(
      db,
      agencyIds.filter((id) => id !== null),
    );
    await Promise.all(
      claimed.map((it) => {
        const own = contacts.filter((one) => one.agencyId === it.agencyId);
        return tell(it, own, it.agencyId === null ? null : (agencies.get(it.agencyId)?.name ?? null));
      }),
    );
    return claimed.length;
  }

  return {
    async tellDue() {
      while (!ending.signal.aborted && (await tellBatch()) === AT_ONCE);
    },
    async test(agencyId, id) {
      const contacts = await contactsOf(db, [agencyId]);
      return Promise.all(
        contacts.map(async (one) => {
          const { sealedSecret: _, ...contact } = one;
          const trial = { id, kind: 'test', facts: {}, documentId: null } as const;
          return { contact, code: await attempt(one, compose(trial, one.language, null, link)) };
        }),
      );
    },
    close() {
      ending.abort(error('ALERT_CUT_SHORT'));
      mailer?.close();
    },
  };
}
