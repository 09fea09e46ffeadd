import { scrub } from '../core/scrub.ts';

/** Addresses in a text without query and hash, where tokens are. */
const bareAddresses = (text: string) => text.replace(/(\b\w+:\/\/[^\s?#)]*)[?#][^\s):]*/g, '$1');

/** What an error event or an unhandled rejection says, cut to what the beacon takes. */
export function errorFacts(event: ErrorEvent | PromiseRejectionEvent) {
  const {
    message,
    filename,
    lineno,
    colno,
    error,
    reason = error,
  } = event as Partial<ErrorEvent & PromiseRejectionEvent>;
  const text = (given: unknown, most = 2048) => given && scrub(bareAddresses(`${given}`)).slice(0, most);
  return {
    message: text(message || reason?.message || `${reason}`),
    source: text(filename),
    line: lineno,
    column: colno,
    stack: text(reason?.stack, 8192),
    rejection: message === undefined,
  };
}
