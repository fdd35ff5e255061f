import { inflateSync } from 'node:zlib';
import { malformed, PdfFault } from './fault.ts';
import type { Budget } from './limits.ts';
import { isCount, isKind, nameOf, type PdfDict, type PdfValue } from './values.ts';

const FREE_BYTES = 1_048_576;

/**
 * Decodes a cross-reference or object stream: no filter or FlateDecode with a PNG predictor (ISO 32000-1 7.4.4), which
 * is all that writers use for these two. Page contents are never decoded here.
 */
export function decodeStream(raw: Buffer, dict: PdfDict, at: number, budget: Budget): Buffer {
  const filter = only(dict.map.get('Filter') ?? null);
  if (filter === null) return raw;
  if (nameOf(filter) !== 'FlateDecode') throw malformed(`filter ${nameOf(filter) ?? '?'}`, at);
  const bytes = inflate(raw, at, budget);
  const parameters = only(dict.map.get('DecodeParms') ?? null);
  return isKind(parameters, 'dict') ? undoPredictor(bytes, parameters, at) : bytes;
}

function only(value: PdfValue): PdfValue {
  if (!isKind(value, 'array')) return value;
  if (value.items.length > 1) throw malformed('filters', 0);
  return value.items[0] ?? null;
}

function inflate(raw: Buffer, at: number, budget: Budget): Buffer {
  const { streamBytes, ratio } = budget.limits;
  const maxOutputLength = Math.min(streamBytes, Math.max(FREE_BYTES, raw.length * ratio));
  try {
    const bytes = inflateSync(raw, { maxOutputLength });
    budget.inflated(bytes.length);
    return bytes;
  } catch (error) {
    if (error instanceof PdfFault) throw error;
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooBig ? new PdfFault('PDF_LIMIT', { limit: 'ratio' }) : malformed('FlateDecode', at);
  }
}

function undoPredictor(bytes: Buffer, parameters: PdfDict, at: number): Buffer {
  const number = (key: string, otherwise: number): number => {
    const value = parameters.map.get(key) ?? otherwise;
    if (!isCount(value) || value === 0 || value > 65_536) throw malformed(key, at);
    return value;
  };
  const predictor = number('Predictor', 1);
  if (predictor === 1) return bytes;
  if (predictor < 10 || number('Colors', 1) !== 1 || number('BitsPerComponent', 8) !== 8)
    throw malformed('Predictor', at);
  return undoPng(bytes, number('Columns', 1), at);
}

/** PNG filters (RFC 2083 section 6) for one octet per sample. */
function undoPng(bytes: Buffer, columns: number, at: number): Buffer {
  const rows = Math.ceil(bytes.length / (columns + 1));
  const out = Buffer.alloc(rows * columns);
  let length = 0;
  for (let row = 0; row < rows; row += 1) {
    const type = bytes[row * (columns + 1)]!;
    if (type > 4) throw malformed('PNG filter', at);
    const here = row * columns;
    for (let x = 0; x < columns; x += 1) {
      const value = bytes[row * (columns + 1) + 1 + x];
      if (value === undefined) break;
      const left = x > 0 ? out[here + x - 1]! : 0;
      const up = row > 0 ? out[here - columns + x]! : 0;
      const corner = x > 0 && row > 0 ? out[here - columns + x - 1]! : 0;
      out[here + x] = (value + predict(type, left, up, corner)) & 255;
      length = here + x + 1;
    }
  }
  return out.subarray(0, length);
}

function predict(type: number, left: number, up: number, corner: number): number {
  if (type === 1) return left;
  if (type === 2) return up;
  if (type === 3) return (left + up) >> 1;
  if (type === 0) return 0;
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
