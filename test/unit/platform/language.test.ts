import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '../../../src/platform/http/language.ts';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'vi'],
    ['', 'vi'],
    ['en', 'en'],
    ['en-GB,en;q=0.8', 'en'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['en;q=0.5, vi;q=0.4', 'en'],
    ['fr, *;q=0.1', 'vi'],
    ['de, fr', 'vi'],
    ['en;q=0', 'vi'],
    ['en;q=nonsense', 'vi'],
  ])('Accept-Language %s gives %s', (header, language) => {
    expect(chooseLanguage(header)).toBe(language);
  });
});
