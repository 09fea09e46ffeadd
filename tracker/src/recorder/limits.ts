// How much and how long; single constants in a file of their own: a bundler then puts each where it is used.

/** Ms that one task takes; slow devices overrun it, so that it is less than a frame leaves. */
export const budgetMs = 8;
/** Between two lines of changes, of few and of many; more where they cost more than a fifteenth of the time. */
export const paceMs = 50;
export const manyPaceMs = 200;
export const manyChanges = 16;
export const mostPaceMs = 1_000;
/** Roots whose sheets are looked at after a change, once in so many ms; more than that are looked at by the clock. */
export const fewRoots = 100;
export const adoptedMs = 200;
/** What may be told together waits so long. */
export const batchMs = 100;
/** Changes that cost more than to tell the page anew. */
export const mostPending = 2e5;
/** So much of a page that is told whole may wait to be sent. */
export const wholeBytes = 2e6;
/** What may wait to be sent; with it, what is remembered of nodes has to stay under 8 MB at the height of a storm. */
export const heldBytes = 2.2e6;
/** What has to have left before a recording goes on that held too much. */
export const resumeBytes = 1e6;
/** Text of rules that goes as one line. */
export const pieceChars = 16_384;
/** So many rules of a sheet are compared with what its text says. */
export const comparedRules = 200;
/** Past this it costs more to see whether a sheet says what its text says than it is worth. */
export const parsedChars = 1e5;
/** Ids that may be spent past twice those of the page itself; what they take a new snapshot alone gives back. */
export const mostIds = 2e5;
/** Ms between two places of the pointer. */
export const moveMs = 50;
/** Bytes or letters of a font that is told; larger ones are missing in a replay. */
export const mostFont = 2e5;
/** Fields that are looked at in one go. */
export const mostFields = 500;
/** A page's timers change it for ever: without input for this long nobody looks. */
export const idleMs = 3e5;
/** However much is lost, the recording is right again after this long. */
export const snapshotMs = 3e5;
/** A page on which recording fails this often is left alone. */
export const mostFailures = 5;
