/** Text of the header: NFC, trimmed; null when missing, empty or the literal `null` that some emitters write. */
export function cleanText(text: string | null): string | null {
  if (text === null) return null;
  const clean = text.normalize('NFC').trim();
  return clean === '' || clean === 'null' ? null : clean;
}

// Controls, line and paragraph separators, zero-width and bidirectional marks, the byte order mark.
const UNSEEN = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const NAME_BYTES = 255;

/**
 * A file name fit for display: NFC, at most 255 bytes with its extension kept, without controls, bidirectional marks
 * or path. Never used as a path by the hub.
 */
export function displayName(text: string | null, otherwise: string): string {
  const bare = (text ?? '').normalize('NFC').replace(UNSEEN, '');
  const name = bare.slice(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('\\')) + 1).trim();
  if (name === '' || /^\.+$/.test(name)) return otherwise;
  if (Buffer.byteLength(name) <= NAME_BYTES) return name;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  return cutBytes(name.slice(0, name.length - extension.length), NAME_BYTES - Buffer.byteLength(extension)) + extension;
}

/** Another system's words fit for one line of a page: NFC, at most so many characters, without what is not seen. */
export function displayLine(text: string, most: number): string {
  const line = text.normalize('NFC').replace(/\s+/g, ' ').replace(UNSEEN, '').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** The longest start of `text` within so many bytes that ends on a whole character. */
function cutBytes(text: string, bytes: number): string {
  let size = 0;
  let end = 0;
  for (const char of text) {
    size += Buffer.byteLength(char);
    if (size > bytes) break;
    end += char.length;
  }
  return text.slice(0, end);
}
