import { describe, expect, test } from 'vitest';
import { openMailer } from '../../../src/notify/email.ts';
import { startMailServer } from '../../support/alerts.ts';

describe('the mail server', () => {
  const someone = {
    id: 'x',
    agencyId: null,
    name: 'A',
    channel: 'email',
    address: 'a@b.vn',
    language: 'vi',
    kinds: [],
    duty: null,
  } as const;
  const message = {
    id: '1.1',
    kind: 'test',
    title: 'T',
    text: 'T',
    facts: {},
    documentId: null,
    link: null,
    language: 'vi',
  } as const;

  test('gets no password and no alert without TLS unless it is on this machine', async () => {
    const seen: string[] = [];
    const plain = await startMailServer({
      onAuth(auth, _session, done) {
        seen.push(String(auth.username));
        done(null, { user: auth.username });
      },
    });
    // A name that is loopback only after it is resolved: what counts is what the administrator wrote.
    const mailer = openMailer({ url: `smtp://user:pass@localhost.:${plain.port}`, from: 'truc@tinh.example.vn' });
    await expect(mailer.send(someone, message)).rejects.toMatchObject({ code: 'MAIL_FAILED' });
    expect([plain.mails, seen]).toEqual([[], []]);
    mailer.close();
    await plain.close();
  });

  test('whose certificate nobody trusts gets nothing', async () => {
    const secure = await startMailServer({ secure: true });
    const mailer = openMailer({ url: `smtps://localhost:${secure.port}`, from: 'truc@tinh.example.vn' });
    await expect(mailer.send(someone, message)).rejects.toMatchObject({ code: 'MAIL_FAILED' });
    expect(secure.mails).toEqual([]);
    mailer.close();
    await secure.close();
  });
});
