import { describe, expect, it } from 'vitest';
import { keptFileLimits } from '#contracts/kept-file.ts';
import { fileType, sheetType } from './file-type.ts';

const bytes = (latin: string) => Buffer.from(latin, 'latin1');

describe('fileType', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n....', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a..', 'image/gif'],
    ['RIFF....WEBPVP8 ', 'image/webp'],
    ['....ftypavif', 'image/avif'],
    ['wOF2....', 'font/woff2'],
    ['wOFF....', 'font/woff'],
    ['\x00\x01\x00\x00..', 'font/ttf'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
    ['<?xml version="1.0"?>\n<!-- a -->\n<svg >', 'image/svg+xml'],
    ['.a { background: url(https://shop.example/a.png?v=*) }', sheetType],
    ['@media print{\xc3\xa4 { color: red }}', sheetType],
  ])('knows %j', (head, type) => {
    expect(fileType(bytes(head))).toBe(type);
  });

  it.each([
    '',
    '<!doctype html><svg>',
    '<html><body><svg>',
    'alert(1)',
    'RIFF....WAVE',
    '%PDF-1.7',
    '<svgx>',
    'PK\x03\x04',
    '.a { color: red }\x00',
    '.a::after { content: "\xff" }',
    '<style>.a { color: red }',
    '.a { background: url(https://shop.example/a.png?token=abc) }',
    '.a { background: url(https://ada:pw@shop.example/a.png) }',
    `.a {${' '.repeat(keptFileLimits.sheetBytes)}}`,
  ])('keeps nothing that is %j', (head) => {
    expect(fileType(bytes(head))).toBeUndefined();
  });
});
