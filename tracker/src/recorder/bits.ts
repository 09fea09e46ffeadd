// Single constants in a file of their own: a bundler then puts each where it is used.

// What holds for an element and, but for blocking, for all in it; in the order that masks are tried.
export const MASK = 1;
export const UNMASK = 2;
export const TYPED = 4;
export const IGNORE = 8;
export const BLOCK = 16;

// Kinds of attributes.
export const DROPPED = 0;
export const ADDRESS = 1;
export const SET = 2;
export const PLAIN = 3;
export const FREE = 4;
export const STYLE = 5;
export const BARE = 6;
export const SAID = 7;
export const NAMED = 8;
