import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { generatedPages } from '../../../scripts/generated-pages.ts';
import { catalogue, recallError } from '../../../src/catalogue.ts';

const root = new URL('../../..', import.meta.url);
/** `{vi}` and `{en}` are one fact, told in each language. */
const facts = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!.replace(/^(?:vi|en)$/, 'words')).sort();

/** Answered 202: the package is kept and tried again. */
const waiting = {
  ORIGINAL_PARKED: true,
  PDF_SIGNATURE_UNDECIDED: true,
  REVOCATION_UNAVAILABLE: true,
  VERIFICATION_TIMEOUT: true,
  VERIFIER_RESTARTED: true,
};

describe('the error catalogue', () => {
  it('says_in_both_languages_what_is_wrong_and_what_to_do', () => {
    for (const [code, { vi, en, status }] of Object.entries(catalogue)) {
      for (const text of [vi.title, vi.fix, en.title, en.fix]) expect(text.trim(), code).not.toBe('');
      if (!/^\{\w+\}\.?$/.test(vi.title)) expect(vi.title, code).not.toBe(en.title);
      expect(status, code).toBeGreaterThanOrEqual(code in waiting ? 202 : 400);
      expect(facts(vi.title), `${code}: the same facts in both languages`).toEqual(facts(en.title));
    }
  });

  it('holds_the_errors_of_every_room', async () => {
    const files = await readdir(new URL('src', root), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts') && name !== 'platform/errors.ts')) {
      const source = await readFile(new URL(`src/${file}`, root), 'utf8');
      const defined = source.split('defineErrors({')[1]?.split('\n});')[0] ?? '';
      for (const [, quoted, plain] of defined.matchAll(/^ {2}(?:'([^']+)'|([A-Z][A-Z_0-9]+)): /gm)) {
        expect(catalogue, `${file} defines it`).toHaveProperty([quoted ?? plain ?? '']);
      }
    }
  });

  it('gives_a_stored_code_its_words_again_and_nothing_for_a_code_of_another_version', () => {
    expect(recallError('DUPLICATE_CONFLICT', { documentUid: 'A' })?.title('en')).toContain('A');
    expect(recallError('NEVER_HEARD_OF')).toBeNull();
    expect(recallError('constructor')).toBeNull();
  });
});

describe('the pages made from the program', () => {
  it('are_what_npm_run_docs_would_write', async () => {
    for (const [path, text] of await generatedPages()) {
      const written = await readFile(new URL(path, root), 'utf8').catch(() => '');
      expect(written === text, `${path} is stale: run \`npm run docs\``).toBe(true);
    }
  });

  it('have_no_page_of_an_error_that_is_gone', async () => {
    const pages = await generatedPages();
    for (const name of await readdir(new URL('docs/errors', root))) {
      expect(pages.has(`docs/errors/${name}`), `docs/errors/${name}: run \`npm run docs\``).toBe(true);
    }
  });
});
