import { describe, expect, test } from 'vitest';
import type { ParsedCertificate } from '../../../src/trust/path/certificate.ts';
import { findEntry, parseCrl } from '../../../src/trust/path/crl.ts';
import { DerError, readDer, TAG } from '../../../src/trust/path/der.ts';
import { oidOf, readBoolean, readInteger, readNamedBits, readTime } from '../../../src/trust/path/der-values.ts';
import { sequence, wrap } from '../../../src/trust/path/der-write.ts';
import type { GeneralName } from '../../../src/trust/path/general-name.ts';
import { type Name, readName } from '../../../src/trust/path/name.ts';
import { namesAllowed } from '../../../src/trust/path/name-constraints.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const string = (tag: number, text: string) => wrap(tag, Buffer.from(text));
const attribute = (value: Buffer, oid = '550403') => sequence(wrap(TAG.oid, hex(oid)), value);
const named = (...values: Buffer[]): Name =>
  readName(readDer(sequence(...values.map((value) => wrap(TAG.set, attribute(value))))));

describe('DER', () => {
  test.each([
    ['indefinite length', '30 80 00 00'],
    ['length not minimal', '30 81 00'],
    ['length not minimal in two octets', '04 82 00 01 00'],
    ['longer than the input', '04 05 01'],
    ['octets after the value', '05 00 00'],
    ['long tag form', '1f 81 01 00'],
    ['nothing', ''],
  ])('refuses %s', (_, octets) => {
    expect(() => readDer(hex(octets))).toThrow(DerError);
  });

  test('refuses values that have a shorter or another encoding', () => {
    for (const octets of ['01 01 01', '01 02 ff ff', '01 00'])
      expect(() => readBoolean(readDer(hex(octets)))).toThrow(DerError);
    for (const octets of ['02 00', '02 02 00 01', '02 02 ff 80'])
      expect(() => readInteger(readDer(hex(octets)))).toThrow(DerError);
    for (const octets of ['', '2a 86 80', '80 01']) expect(() => oidOf(hex(octets))).toThrow(DerError);
    expect(() => readNamedBits(hex('08 00'))).toThrow(DerError);
    const times = ['2601010000Z', '260101000000+0700', '260230000000Z', '260101240000Z', '260101000060Z'];
    for (const text of times) expect(() => readTime(readDer(string(TAG.utcTime, text)))).toThrow(DerError);
    expect(() => readTime(readDer(string(TAG.generalizedTime, '20260101000000.5Z')))).toThrow(DerError);
  });

  test('reads two-digit years as 1950 to 2049, and identifiers of any size', () => {
    expect(readTime(readDer(string(TAG.utcTime, '491231235959Z')))).toBe(Date.parse('2049-12-31T23:59:59Z'));
    expect(readTime(readDer(string(TAG.utcTime, '500101000000Z')))).toBe(Date.parse('1950-01-01T00:00:00Z'));
    expect(oidOf(hex('2a 86 48 86 f7 0d 01 01 0b'))).toBe('1.2.840.113549.1.1.11');
    expect(oidOf(hex('88 37 03'))).toBe('2.999.3');
  });
});

describe('names', () => {
  test('are equal whatever their string type, case, space or Unicode composition; and only then', () => {
    const name = named(string(0x0c, 'Ủy ban  nhân dân '));
    expect(named(string(0x0c, 'ủy BAN nhân dân'.normalize('NFD'))).key).toBe(name.key);
    expect(named(string(0x13, 'CA One')).key).toBe(named(string(0x0c, 'ca one')).key);
    expect(named(string(0x0c, 'Ủy ban nhân dan')).key).not.toBe(name.key);
    // One attribute that looks like two is not two.
    expect(named(string(0x0c, 'a","2.5.4.3=b')).key).not.toBe(named(string(0x0c, 'a'), string(0x0c, 'b')).key);
  });
});

describe('name constraints', () => {
  const text = (form: 'email' | 'dns' | 'uri', value: string): GeneralName => ({ form, text: value });
  const ip = (octets: string): GeneralName => ({ form: 'ip', octets: hex(octets) });
  const holder = (...subjectAltNames: GeneralName[]) =>
    ({ subject: { rdns: [], emails: [] }, extensions: { subjectAltNames } }) as unknown as ParsedCertificate;

  test.each([
    [text('dns', 'a.gov.vn'), text('dns', 'gov.vn'), true],
    [text('dns', 'GOV.VN.'), text('dns', 'gov.vn'), true],
    [text('dns', 'agov.vn'), text('dns', 'gov.vn'), false],
    [text('email', 'vt@gov.vn'), text('email', 'gov.vn'), true],
    [text('email', 'vt@a.gov.vn'), text('email', 'gov.vn'), false],
    [text('email', 'vt@a.gov.vn'), text('email', '.gov.vn'), true],
    [text('email', 'VT@gov.vn'), text('email', 'vt@gov.vn'), false],
    [text('email', '"x@evil"@gov.vn'), text('email', 'evil'), false],
    [text('uri', 'http://a.gov.vn:80/x'), text('uri', '.gov.vn'), true],
    [text('uri', 'http://gov.vn@evil.vn/'), text('uri', 'gov.vn'), false],
    [text('uri', 'http://10.0.0.1/'), text('uri', ''), false],
    [ip('0a010203'), ip('0a000000 ff000000'), true],
    [ip('0b010203'), ip('0a000000 ff000000'), false],
    [ip('0a010203'), ip('0a000000'), false],
  ])('%j permitted by %j: %s', (name, base, inside) => {
    expect(namesAllowed(holder(name), [{ permitted: [base], excluded: [] }])).toBe(inside);
    // What cannot be placed is refused by an exclusion as well.
    if (inside) expect(namesAllowed(holder(name), [{ permitted: [], excluded: [base] }])).toBe(false);
  });

  test('of a form that is not compared refuse everything, and those of other forms leave a name alone', () => {
    const other: GeneralName = { form: 'other', octets: hex('a000') };
    expect(namesAllowed(holder(), [{ permitted: [other], excluded: [] }])).toBe(false);
    expect(namesAllowed(holder(text('dns', 'a.vn')), [{ permitted: [text('email', 'b.vn')], excluded: [] }])).toBe(
      true,
    );
  });

  test('of every authority above must agree, and their number is bounded', () => {
    const both = ['a.vn', 'b.vn'].map((base) => ({ permitted: [text('dns', base)], excluded: [] }));
    expect(namesAllowed(holder(text('dns', 'x.a.vn')), both)).toBe(false);
    const many = Array.from({ length: 1_000 }, (_, at) => text('dns', `n${at}.vn`));
    expect(namesAllowed(holder(...many), [{ permitted: many, excluded: [] }])).toBe(false);
  });
});

describe('a list of revocations', () => {
  const algorithm = sequence(wrap(TAG.oid, hex('2a864886f70d01010b')), wrap(TAG.null));
  const issuer = sequence(wrap(TAG.set, attribute(string(0x0c, 'CA'))));
  const time = string(TAG.utcTime, '260101000000Z');
  const list = (entries: Buffer) => {
    const tbs = sequence(wrap(TAG.integer, hex('01')), algorithm, issuer, time, time, wrap(TAG.sequence, entries));
    return sequence(tbs, algorithm, wrap(TAG.bitString, hex('00')));
  };
  const entry = (serial: string, ...more: Buffer[]) => sequence(wrap(TAG.integer, hex(serial)), time, ...more);
  const extension = (critical: boolean) =>
    sequence(
      sequence(
        wrap(TAG.oid, hex('2b0601')),
        ...(critical ? [wrap(TAG.boolean, hex('ff'))] : []),
        wrap(TAG.octetString, hex('0500')),
      ),
    );

  test('of 100,000 entries is walked in the time of a blink, and its first and last entry are found', () => {
    const entries = Buffer.concat(
      Array.from({ length: 100_000 }, (_, at) => entry((0x40000000 + at).toString(16), extension(false))),
    );
    const started = performance.now();
    const crl = parseCrl(list(entries));
    expect(findEntry(crl, hex('40000000'))).toMatchObject({ reason: 'unspecified' });
    expect(findEntry(crl, hex((0x40000000 + 99_999).toString(16)))).not.toBeNull();
    expect(findEntry(crl, hex('3fffffff'))).toBeNull();
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('with a critical extension in any entry speaks for no certificate', () => {
    expect(parseCrl(list(Buffer.concat([entry('41'), entry('42', extension(true))]))).unusable).toBe('1.3.6.1');
    expect(parseCrl(list(Buffer.concat([entry('41'), entry('42', extension(false))]))).unusable).toBeNull();
  });

  test('with an entry that a search would miss is not read at all', () => {
    for (const bad of [entry('0041'), sequence(time, time), hex('3005020141')]) {
      expect(() => parseCrl(list(Buffer.concat([entry('40'), bad])))).toThrow(DerError);
    }
  });
});
