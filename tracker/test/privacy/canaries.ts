/**
 * Private text with a mark of its own for every place where such text can hide on a page. `typed`: what visitors
 * enter or choose and fields hold, or what stands in a masked area. `token`: secrets that addresses, errors and calls
 * carry, told by their looks or their name. Neither leaves the browser, whatever the settings. `said`: text for
 * people, which leaves it unless all text is masked.
 */
export type Kind = 'typed' | 'token' | 'said';

export interface Canary {
  place: string;
  kind: Kind;
  /** What must not be found. */
  mark: string;
}

export const canaries: Canary[] = [];

function add(place: string, kind: Kind, mark: string): string {
  canaries.push({ place, kind, mark });
  return mark;
}

/** No part of another mark, nor of anything else. */
const nextMark = () => `zq${String(canaries.length + 100)}v`;

export const typed = (place: string): string => add(place, 'typed', nextMark());
export const said = (place: string): string => add(place, 'said', nextMark());
/** Looks like what a machine drew. */
export const token = (place: string): string => `${add(place, 'token', nextMark())}B3dE5fG7hI9jK1lM3nO`;
/** Looks like nothing; only its name says that it is secret. */
export const named = (place: string): string => add(place, 'token', nextMark());
export const email = (place: string): string => `${add(place, 'token', nextMark())}@mail.example.com`;
/** A value whose form its field dictates. */
export const exactly = (place: string, mark: string): string => add(place, 'typed', mark);
