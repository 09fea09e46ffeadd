/** Time as the simulator has it: it moves with every call of a store and with every pause before a retry. */
export class SimulatedClock {
  /** ms. */
  now = 0;
}
