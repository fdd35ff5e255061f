import { context, type Der, DerError, elementsOf, readDer } from './der.ts';
import { oidOf } from './der-values.ts';
import { type Name, readName } from './name.ts';

/** RFC 5280 section 4.2.1.6. Forms that no rule here compares keep their octets only. */
export type GeneralName =
  | { readonly form: 'email' | 'dns' | 'uri'; readonly text: string }
  | { readonly form: 'directory'; readonly name: Name }
  | { readonly form: 'ip'; readonly octets: Buffer }
  | { readonly form: 'oid'; readonly text: string }
  | { readonly form: 'other'; readonly octets: Buffer };

export function readGeneralName(value: Der): GeneralName {
  switch (value.tag) {
    case context(1, false):
      return { form: 'email', text: ascii(value.body) };
    case context(2, false):
      return { form: 'dns', text: ascii(value.body) };
    case context(6, false):
      return { form: 'uri', text: ascii(value.body) };
    case context(4, true):
      return { form: 'directory', name: readName(readDer(value.body)) };
    case context(7, false):
      return { form: 'ip', octets: value.body };
    case context(8, false):
      return { form: 'oid', text: oidOf(value.body) };
    case context(0, true):
    case context(3, true):
    case context(5, true):
      return { form: 'other', octets: value.whole };
    default:
      throw new DerError('GeneralName');
  }
}

/** GeneralNames of any tag (IMPLICIT in places): at least one. */
export function readGeneralNames(value: Der): GeneralName[] {
  const names = elementsOf(value).map(readGeneralName);
  if (names.length === 0) throw new DerError('GeneralNames');
  return names;
}

/** Whether two lists share a name; comparison is exact but for directory names. */
export function shareName(left: readonly GeneralName[], right: readonly GeneralName[]): boolean {
  const keys = new Set(left.map(keyOf));
  return right.some((name) => keys.has(keyOf(name)));
}

function keyOf(name: GeneralName): string {
  switch (name.form) {
    case 'directory':
      return `directory:${name.name.key}`;
    case 'ip':
    case 'other':
      return `${name.form}:${name.octets.toString('hex')}`;
    default:
      return `${name.form}:${name.text}`;
  }
}

/** IA5String: an octet above 7F, or a NUL that C programs would stop at, is nobody's address. */
function ascii(body: Buffer): string {
  if (body.some((octet) => octet === 0 || octet > 0x7f)) throw new DerError('IA5String');
  return body.toString('latin1');
}
