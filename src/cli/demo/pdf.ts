/**
 * A PDF 1.4 of one A4 page that only has to be one: the lines in Helvetica, Vietnamese without its diacritics since the
 * standard fonts have none (letters have a typeface of their own: `paper/`). With `padToBytes` the file has exactly that size (when the page itself is not larger),
 * filled by a stream that nothing refers to.
 */
export function makePdf(lines: readonly string[], padToBytes = 0): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    stream(Buffer.from(pageText(lines), 'latin1')),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  const plain = assemble(objects);
  if (padToBytes <= plain.length) return plain;
  const frame = assemble([...objects, stream(Buffer.alloc(0))]).length;
  return assemble([...objects, stream(Buffer.alloc(Math.max(0, padToBytes - frame), 'lien thong '))]);
}

function pageText(lines: readonly string[]): string {
  const shown = lines.slice(0, 50).map((line) => `(${escapeText(withoutDiacritics(line))}) Tj T*`);
  return ['BT', '/F1 12 Tf', '15 TL', '56 780 Td', ...shown, 'ET'].join('\n');
}

function withoutDiacritics(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
  return bare.replace(/[^ -~]/gu, '?');
}

function escapeText(text: string): string {
  return text.replace(/[\\()]/g, '\\$&');
}

/** Numbers have a fixed width, so that the size of what surrounds a stream does not depend on its length. */
const wide = (value: number): string => String(value).padStart(10, '0');

/** @param more of its dictionary */
export function stream(content: Buffer, more = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${more}${more && ' '}/Length ${wide(content.length)} >>\nstream\n`),
    content,
    Buffer.from('\nendstream'),
  ]);
}

/** Header, objects, cross-reference table with one 20-byte entry each, trailer (ISO 32000-1 7.5). */
export function assemble(objects: readonly (string | Buffer)[]): Buffer {
  // The second line marks the file as binary (7.5.2).
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let size = parts[0]!.length;
  const entries = ['0000000000 65535 f \n'];
  objects.forEach((object, index) => {
    entries.push(`${wide(size)} 00000 n \n`);
    const body = typeof object === 'string' ? Buffer.from(object) : object;
    for (const part of [Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]) {
      parts.push(part);
      size += part.length;
    }
  });
  const trailer = `trailer\n<< /Size ${entries.length} /Root 1 0 R >>\nstartxref\n${wide(size)}\n%%EOF\n`;
  parts.push(Buffer.from(`xref\n0 ${entries.length}\n${entries.join('')}${trailer}`));
  return Buffer.concat(parts);
}
