/** A gate that lets everything through, for tests and benches that are about something else. */
import type { BeaconGateDeps } from './beacon-gate.ts';

export const testGate: Omit<BeaconGateDeps, 'log'> = {
  rates: {
    checkEarly: () => {},
    takeBeacon: async () => {},
    takeAddress: async () => {},
    takeSession: async () => () => {},
  },
  dailySecret: async () => 'secret of the day',
  limitsAddresses: false,
};
