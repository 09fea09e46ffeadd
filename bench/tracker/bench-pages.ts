import { dashboard } from '../pages/dashboard.ts';
import { shop } from '../pages/shop.ts';
import { table } from '../pages/table.ts';

export interface BenchPage {
  html: string;
  /** Ordinary pages are used for a while; huge ones are built anew. */
  huge: boolean;
}

export const benchPages = {
  shop: { html: shop, huge: false },
  dashboard: { html: dashboard, huge: false },
  'table 14k': { html: table(14_000), huge: true },
  'table 69k': { html: table(69_000), huge: true },
} as const satisfies Record<string, BenchPage>;
export type PageName = keyof typeof benchPages;
