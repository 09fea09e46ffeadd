import { describe, expect, it } from 'vitest';
import { errorFacts } from './errors.ts';

const facts = (error: Error, hidden = false) => errorFacts({ reason: error } as PromiseRejectionEvent, hidden);

function withStack(message: string, stack: string): Error {
  const error = new Error(message);
  error.stack = stack;
  return error;
}

describe('what an error says', () => {
  it('is without what could not be parsed', () => {
    let error: unknown;
    try {
      JSON.parse('Ann Smith');
    } catch (thrown) {
      error = thrown;
    }
    expect(JSON.stringify(facts(error as Error))).not.toContain('Ann');
    expect(facts(error as Error).message).toContain('is not valid JSON');
  });

  it('keeps what else it quotes, and which frames it passed', () => {
    const { message, stack } = facts(
      withStack("reading 'price'", "TypeError: reading 'price'\n    at pay (https://shop.example/a.js?v=1:2:3)"),
    );

    expect(message).toBe("reading 'price'");
    expect(stack).toBe("TypeError: reading 'price'\n    at pay (https://shop.example/a.js:2:3)");
  });

  it('is hidden where all text is, but for its name and its frames', () => {
    const { message, stack } = facts(
      withStack(
        'Unknown customer Ann',
        'RangeError: Unknown customer Ann\n    at find (https://shop.example/a.js:2:3)',
      ),
      true,
    );

    expect(message).toBe('******* ******** ***');
    expect(stack).toBe('RangeError: ******* ******** ***\n    at find (https://shop.example/a.js:2:3)');
  });

  it('has no query of a relative address either', () => {
    expect(facts(new Error('GET /api/x?token=abc failed')).message).toBe('GET /api/x failed');
  });
});
