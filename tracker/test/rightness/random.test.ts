import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seedsOf } from '../../../functions/shared/test-soak.ts';
import { startChaos } from './chaos.ts';
import { type Stage, type Step, startStage } from './stage.ts';

// Recorded and played several at a time, on machines that have more to do.
vi.setConfig({ testTimeout: 180_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  stage.world.collector.config.sampling = 1;
});
afterAll(() => stage.close());

/** Lets the page change for a while. */
const more = (name: string): Step => ({
  name,
  run: (page) =>
    page.evaluate(async () => {
      chaos.go();
      await new Promise((resolve) => setTimeout(resolve, 150));
      chaos.halt();
    }),
});

declare global {
  var chaos: ReturnType<typeof startChaos>;
}

describe.concurrent('a page that changes at random is replayed as it was, during the first picture and after it', () => {
  it.each(seedsOf(10, 200))('seed %i', async (seed) => {
    const { report, checkpoints } = await stage.rehearse({
      head: '<style id="rules">.a{color:red}.b{margin:1px}</style>',
      body: `<main id="chaos"></main><input id="field"><input type="checkbox" id="check">
        <script>for (let i = 0; i < 150; i++) document.getElementById('chaos').insertAdjacentHTML('beforeend',
          '<div class="row"><p>' + i + '</p><ul><li>one</li><li><b>two</b></li></ul></div>');
          var chaos = (${startChaos})(${seed}); chaos.go();</script>`,
      meanwhile: async (page) => {
        await page.waitForTimeout(600);
        await page.evaluate(() => chaos.halt());
      },
      steps: [more('some changes'), more('more changes'), more('many changes')],
    });

    expect(report).toBe('');
    expect(checkpoints).toBe(4);
  });
});
