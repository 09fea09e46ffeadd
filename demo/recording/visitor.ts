import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Random } from '../random.ts';

/** Drives a page roughly as a person does: looks, moves, hesitates, clicks somewhere inside the box. */
export class Visitor {
  page: Page;
  private readonly context: BrowserContext;
  private readonly random: Random;
  private readonly touch: boolean;
  private at = { x: 200, y: 200 };

  constructor(context: BrowserContext, page: Page, random: Random, touch: boolean) {
    this.context = context;
    this.page = page;
    this.random = random;
    this.touch = touch;
  }

  /** Opens another tab and goes on there. */
  async openTab(address: string): Promise<void> {
    this.page = await this.context.newPage();
    await this.page.goto(address);
  }

  async backToFirstTab(): Promise<void> {
    await this.page.close();
    const [first] = this.context.pages();
    if (!first) throw new Error('there is no first tab');
    this.page = first;
    await first.bringToFront();
  }

  /** Reads for about so many seconds; the pointer wanders. */
  async look(seconds: number): Promise<void> {
    const until = Date.now() + seconds * 1_000 * this.random.between(0.8, 1.25);
    while (Date.now() < until) {
      if (!this.touch && this.random.next() < 0.7) {
        await this.moveTo(this.at.x + this.random.between(-140, 140), this.at.y + this.random.between(-90, 90));
      }
      await this.page.waitForTimeout(this.random.between(180, 520));
    }
  }

  async scroll(distance: number): Promise<void> {
    const step = Math.sign(distance) * this.random.between(90, 150);
    for (let done = 0; Math.abs(done) < Math.abs(distance); done += step) {
      await this.page.mouse.wheel(0, step);
      await this.page.waitForTimeout(this.random.between(40, 110));
    }
    await this.page.waitForTimeout(250);
  }

  /** Brings an element into view, goes there and clicks it; several `times` in anger. */
  async click(selector: string, times = 1): Promise<void> {
    const target = this.page.locator(selector).first();
    const box = await this.inView(target);
    const x = box.x + box.width * this.random.between(0.3, 0.7);
    const y = box.y + box.height * this.random.between(0.3, 0.7);
    if (!this.touch) await this.moveTo(x, y);
    for (let n = 0; n < times; n += 1) {
      if (this.touch) await this.page.touchscreen.tap(x, y);
      else await this.page.mouse.click(x, y, { delay: 40 });
      await this.page.waitForTimeout(times > 1 ? 140 : this.random.between(200, 450));
    }
  }

  /** Clicks a link and waits for its page. */
  async follow(selector: string): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.click(selector)]);
    await this.page.waitForTimeout(500);
  }

  async type(selector: string, text: string): Promise<void> {
    await this.click(selector);
    await this.page.keyboard.type(text, { delay: this.random.between(35, 70) });
  }

  /** Types into the search field and presses Enter. */
  async search(text: string): Promise<void> {
    await this.type('#search', text);
    await Promise.all([this.page.waitForEvent('load'), this.page.keyboard.press('Enter')]);
    await this.page.waitForTimeout(500);
  }

  private async inView(target: Locator) {
    const { height } = this.page.viewportSize() ?? { height: 800 };
    for (let tries = 0; tries < 60; tries += 1) {
      const box = await target.boundingBox();
      if (!box) throw new Error(`${target} is not on the page`);
      const middle = box.y + box.height / 2;
      const reach = box.height * 0.2;
      // The shop's own header stays on top.
      if (middle - reach > 115 && middle + reach < height - 40) return box;
      await this.page.mouse.wheel(0, Math.max(-260, Math.min(260, middle - height / 2)));
      await this.page.waitForTimeout(60);
    }
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (!box) throw new Error(`${target} is not on the page`);
    return box;
  }

  private async moveTo(x: number, y: number): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 800, height: 800 };
    const to = { x: Math.max(5, Math.min(width - 5, x)), y: Math.max(5, Math.min(height - 5, y)) };
    const steps = Math.max(4, Math.round(Math.hypot(to.x - this.at.x, to.y - this.at.y) / 60));
    const bend = this.random.between(-30, 30);
    for (let n = 1; n <= steps; n += 1) {
      const share = n / steps;
      const eased = share * share * (3 - 2 * share);
      const sway = Math.sin(Math.PI * share) * bend;
      const y = this.at.y + (to.y - this.at.y) * eased + sway;
      await this.page.mouse.move(this.at.x + (to.x - this.at.x) * eased, Math.max(2, Math.min(height - 2, y)));
      await this.page.waitForTimeout(16);
    }
    this.at = to;
  }
}
