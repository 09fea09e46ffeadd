import { describe, expect, it } from 'vitest';
import { settingsOf } from './settings.ts';

describe('settingsOf', () => {
  it('takes 4000 and the demo unless told otherwise', () => {
    expect(settingsOf([], {})).toEqual({ port: 4000, demo: true });
  });

  it('takes the port and the demo from the environment', () => {
    expect(settingsOf([], { PORT: '4100', AFTERGLOW_DEMO: '0' })).toEqual({ port: 4100, demo: false });
  });

  it('lets --no-demo win', () => {
    expect(settingsOf(['--no-demo'], { AFTERGLOW_DEMO: '1' }).demo).toBe(false);
  });

  it.each(['abc', '0', '65535', '80.5'])('refuses the port %s', (PORT) => {
    expect(() => settingsOf([], { PORT })).toThrow(`PORT is '${PORT}'`);
  });

  it('refuses what it does not know', () => {
    expect(() => settingsOf(['--demos'], {})).toThrow('--demos');
  });
});
