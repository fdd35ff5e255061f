import { describe, expect, it } from 'vitest';
import { disposition, safeMediaType } from '../../../src/platform/http/send-bytes.ts';

describe('octets of a sender', () => {
  it('always_come_as_a_download_with_the_name_in_full', () => {
    expect(disposition('Quyết định.pdf')).toBe(
      `attachment; filename="Quy_t __nh.pdf"; filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf`,
    );
  });

  it('cannot_break_out_of_the_header', () => {
    const header = disposition(`a"; filename="b.exe\r\nX: y'(1)*`);
    expect(header).not.toMatch(/[\r\n]/);
    expect(header.match(/"/g)).toHaveLength(2);
  });

  it('are_opaque_when_the_declared_type_is_none', () => {
    expect(safeMediaType('application/pdf')).toBe('application/pdf');
    expect(safeMediaType('text/html\r\nx: y')).toBe('application/octet-stream');
    expect(safeMediaType('pdf')).toBe('application/octet-stream');
  });
});
