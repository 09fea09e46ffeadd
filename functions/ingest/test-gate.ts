/** A gate that lets everything through, for tests and benches that are about something else. */
import type { BeaconGateDeps } from './beacon-gate.ts';
import type { CollectDeps } from './collect.ts';
import { memoryAnonymousVisits } from './test-anonymous-visits.ts';

export const testGate: Omit<BeaconGateDeps, 'log'> & Pick<CollectDeps, 'anonymousVisits' | 'doctor' | 'forgotten'> = {
  rates: {
    checkEarly: () => {},
    takeBeacon: async () => {},
    takeAddress: async () => {},
    takeSession: async () => () => {},
    checkGuess: () => {},
    takeGuess: async () => {},
  },
  quotas: { take: async () => {}, recordingShare: async () => 1 },
  doctor: { configured: async () => {}, arrived: async () => {}, unknownKey: async () => {} },
  forgotten: { has: async () => false },
  anonymousVisits: memoryAnonymousVisits().container(),
  dailySecret: async () => 'secret of the day',
  limitsAddresses: false,
};
