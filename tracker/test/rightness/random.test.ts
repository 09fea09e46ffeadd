import { describe, it } from 'vitest';
import { seedsOf } from '../../../functions/shared/test-soak.ts';
import { startChaos } from './chaos.ts';
import { isRight, useStage } from './own-stage.ts';
import type { Step } from './stage.ts';

useStage();

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
    await isRight({
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
  });
});
