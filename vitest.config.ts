import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Groups run one after the other: fast ones first, and never two that want both cores. */
export default defineConfig({
  test: {
    reporters: ['default', './tools/count-reporter.ts'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['{contracts,functions,infra,local,tools,demo,bench}/**/*.test.ts', 'tracker/{src,.}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.emulated.test.ts', 'tools/checks.test.ts', 'tracker/test/**'],
          testTimeout: 30_000,
          // Vitest itself would leave a core to its own process, which has little to do.
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        plugins: [react()],
        root: at('./dashboard'),
        test: {
          name: 'dashboard',
          include: ['src/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: [at('./dashboard/test-setup.ts')],
          testTimeout: 30_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'checks',
          include: ['tools/checks.test.ts'],
          testTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'emulated',
          include: [
            'functions/**/*.emulated.test.ts',
            'local/**/*.emulated.test.ts',
            'tracker/test/rightness/*.test.ts',
          ],
          globalSetup: ['./local/prepare-python.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          // Each has an emulator or a browser of its own.
          maxWorkers: 3,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'tracker',
          include: ['tracker/test/*.test.ts', 'tracker/test/privacy/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          // Each has a browser and a server of its own, and waits for their clocks most of the time.
          maxWorkers: 3,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['./e2e/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // They wait for the schedule's minutes most of the time.
          maxWorkers: 2,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
