/** What an ingest needs that lets everything through, for tests and benches that are about something else. */
import type { IngestDeps } from './ingest.ts';
import { memoryAnonymousVisits } from './test-anonymous-visits.ts';

export const testIngest: Omit<IngestDeps, 'projects' | 'sessions' | 'status' | 'stream' | 'log' | 'now'> = {
  rates: {
    checkEarly: () => {},
    takeBeacon: async () => {},
    takeAddress: async () => {},
    takeSession: async () => () => {},
  },
  guesses: { check: () => {}, take: async () => {} },
  quotas: { take: async () => {}, recordingShare: async () => 1 },
  doctor: { configured: async () => {}, arrived: async () => {}, unknownKey: async () => {} },
  forgotten: { has: async () => false },
  anonymousVisits: memoryAnonymousVisits().container(),
  dailySecret: async () => 'secret of the day',
  limitsAddresses: false,
  serverSecret: async () => 'server secret',
  originSecret: 'from the cdn',
  stage: 'prod',
  demoAllowed: false,
  recorder: { path: '/v/1/recorder.js', integrity: 'sha384-x' },
  files: { path: '/v/1/files.js', integrity: 'sha384-x' },
};
