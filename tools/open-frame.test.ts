import { createCipheriv, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFrame } from './open-frame.ts';

const key = randomBytes(32);

/** As the contract lays a frame out: nonce, ciphertext, tag; inside a codec byte and a gzip member. */
function seal(label: string, lines: unknown[], codec = 1): Buffer {
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(label));
  const plain = Buffer.concat([Buffer.from([codec]), gzipSync(text)]);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

const head = { offset: 250, events: [{ kind: 'pageview' }] };

describe('openFrame', () => {
  it('gives the rrweb events and the offset', () => {
    const sealed = seal('p/s/d/0', [head, { type: 4, timestamp: 1 }, { type: 2, timestamp: 2 }]);

    expect(openFrame(key, 'p/s/d/0', sealed)).toEqual({
      offset: 250,
      events: [
        { type: 4, timestamp: 1 },
        { type: 2, timestamp: 2 },
      ],
    });
  });

  it('takes a frame without rrweb events', () => {
    expect(openFrame(key, 'p/s/d/0', seal('p/s/d/0', [head])).events).toEqual([]);
  });

  it('opens a frame in no other place than its own, and by no other key', () => {
    const sealed = seal('p/s/d/0', [head]);

    expect(() => openFrame(key, 'p/s/d/1', sealed)).toThrow('p/s/d/1 does not open');
    expect(() => openFrame(randomBytes(32), 'p/s/d/0', sealed)).toThrow('does not open');
  });

  it('names a codec that it does not know', () => {
    expect(() => openFrame(key, 'p/s/d/0', seal('p/s/d/0', [head], 9))).toThrow('unknown codec 9');
  });
});
