import qrcode from 'qrcode-generator';

/** Light modules around the code (ISO/IEC 18004 asks for four). */
const QUIET = 4;

/** A QR code as the SVG of one path: a page may hold it without loading anything. */
export function qrCode(text: string): string {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const cells = Array.from({ length: size * size }, (_, at) => [Math.floor(at / size), at % size] as const);
  const path = cells
    .filter(([row, column]) => code.isDark(row, column))
    .map(([row, column]) => `M${column + QUIET} ${row + QUIET}h1v1h-1z`);
  const side = size + 2 * QUIET;
  return `<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-hidden="true"><rect width="${side}" height="${side}" fill="#fff"/><path d="${path.join('')}" fill="#000"/></svg>`;
}
