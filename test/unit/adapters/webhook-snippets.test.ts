import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signWebhook, TEST_ID } from '../../../src/wire/index.ts';
import { checkout } from '../house/source.ts';

const page = readFileSync(path.join(checkout, 'docs/webhook.md'), 'utf8');
const snippet = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]+?)\`\`\``).exec(page)![1]!;
const has = (command: string, argument: string) => spawnSync(command, [argument]).status === 0;

const folder = mkdtempSync(path.join(tmpdir(), 'webhook-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** How each program of the page is made ready, and started. */
const PROGRAMS = {
  ts: {
    here: true,
    needs: '',
    prepare: () => writeFileSync(at('webhook.mjs'), transformSync(snippet('ts'), { loader: 'ts' }).code),
    start: [process.execPath, at('webhook.mjs')],
  },
  java: {
    here: has('javac', '-version'),
    needs: 'default-jdk-headless',
    prepare: () => {
      writeFileSync(at('Webhook.java'), snippet('java'));
      expect(spawnSync('javac', ['-d', folder, at('Webhook.java')]).stderr.toString()).toBe('');
    },
    start: ['java', '-cp', folder, 'Webhook'],
  },
  php: {
    here: has('php', '-v'),
    needs: 'php-cli',
    prepare: () => writeFileSync(at('webhook.php'), snippet('php')),
    start: ['php', at('webhook.php')],
  },
} as const;

const SECRET = 'khóa bí mật';
const BODY = Buffer.from('<edXML>văn bản</edXML>\r\n\0\xff', 'latin1');
const DELIVERY = '01a214a6-aca1-7000-975c-014b08aededc';
const seconds = (off: number) => String(Math.floor(Date.now() / 1_000) + off);
const sign = (timestamp: string, secret = SECRET, id = DELIVERY) =>
  signWebhook(secret, timestamp, id, createHash('sha256').update(BODY).digest('hex'));

// C# runs nowhere here: Debian has no .NET. Read it against its neighbours when one of them changes.
describe.each(Object.entries(PROGRAMS))('the snippet in %s', (language, { here, needs, prepare, start }) => {
  if (!here)
    console.warn(`SKIPPED: the ${language} snippet of docs/webhook.md was not run (apt-get install ${needs}).`);
  const testHere = here ? test : test.skip;
  const [program, ...first] = start;
  const exitOf = (timestamp: string, signature: string, body = BODY, id = DELIVERY) =>
    spawnSync(program, [...first, timestamp, id, signature, SECRET], { input: body }).status;

  beforeAll(() => {
    if (here) prepare();
  });

  testHere('believes what the hub signed, and nothing that was changed, is old or bears another signature', () => {
    const now = seconds(0);
    expect(exitOf(now, sign(now))).toBe(0);
    expect(exitOf(now, sign(now), Buffer.concat([BODY, Buffer.from('x')]))).toBe(1);
    expect(exitOf(seconds(-400), sign(seconds(-400)))).toBe(1);
    expect(exitOf(now, sign(now, 'khóa khác'))).toBe(1);
    const test = `${TEST_ID}${DELIVERY}`;
    expect(exitOf(now, sign(now, SECRET, test), BODY, test)).toBe(0);
    // What a test call signs is good for no delivery.
    expect(exitOf(now, sign(now, SECRET, test))).toBe(1);
  });
});
