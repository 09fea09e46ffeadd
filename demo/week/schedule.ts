import type { RecordedVisit } from '../fixture-file.ts';
import { type Random, randomOf } from '../random.ts';
import { type Arrival, arrivals } from './arrivals.ts';
import { type Persona, personaOf } from './personas.ts';

const day = 86_400_000;
const crowd = 190;

/** A session that is to be: who, what, when. */
export interface Planned {
  /** `day.number`, the same for the same session whenever it is planned. */
  name: string;
  persona: Persona;
  visit: RecordedVisit;
  arrival: Arrival;
  /** ms since the epoch. */
  startedAt: number;
  /** By how much the visit takes longer than it was recorded. */
  stretch: number;
}

/** Share of a day's visits by hour in central Europe: asleep at four, a hump at lunch, the peak on the sofa. */
const byHour = [3, 2, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 15, 14, 12, 12, 13, 14, 16, 19, 22, 20, 13, 7];
/** Winter time; the curve need not know better. */
const ahead = 3_600_000;

/**
 * Sessions that began today or in the 6 days before and have ended by `now`, newest first: whole days, so that
 * the week before is empty and a dashboard compares with nothing. A day's sessions follow from
 * the day alone: planning them again, today or tomorrow, gives the same ones.
 */
export function plan(visits: readonly RecordedVisit[], now: number): Planned[] {
  const planned: Planned[] = [];
  const midnight = Math.floor(now / day) * day;
  for (let number = Math.floor(now / day) - 7; (number - 1) * day <= now; number += 1)
    planned.push(...dayOf(number, visits));
  return planned
    .filter(
      ({ startedAt, visit, stretch }) =>
        startedAt >= midnight - 6 * day && startedAt + visit.durationMs * stretch <= now,
    )
    .toSorted((a, b) => b.startedAt - a.startedAt);
}

function dayOf(number: number, visits: readonly RecordedVisit[]): Planned[] {
  const random = randomOf(number * 104_729);
  const weekend = [0, 6].includes(new Date(number * day).getUTCDay());
  const count = Math.round(weekend ? random.between(21, 28) : random.between(36, 46));
  return Array.from({ length: count }, (_, index) => session(`${number}.${index}`, number * day, random, visits));
}

function session(name: string, midnight: number, random: Random, visits: readonly RecordedVisit[]): Planned {
  // Not even, so that some come again and again.
  const persona = personaOf(Math.floor(random.next() ** 1.5 * crowd));
  const own = visits.filter(({ device }) => device === persona.device);
  const visit = random.pick(own, ({ weight }) => weight);
  const hour = random.pick([...byHour.keys()], (of) => byHour[of] ?? 0);
  const startedAt = Math.round(midnight - ahead + hour * 3_600_000 + random.between(0, 3_600_000));
  const arrival = random.pick(arrivals, ({ weight }) => weight);
  return { name, persona, visit, arrival, startedAt, stretch: random.between(0.9, 1.8) };
}
