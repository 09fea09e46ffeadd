import { scrub } from '../core/scrub.ts';

/** Addresses in a text without query and hash, where tokens are. */
const bareAddresses = (text: string) => text.replace(/((\b\w+:\/)?\/[^\s?#)]*)[?#][^\s):]*/g, '$1');

/** A line of a stack that says where something was called. */
const frame = /^\s*at |@\S*:\d+$/;

/** What was said of an error, without what it quotes of the page's text: what could not be parsed, or all that it says. */
function unquoted(text: string, hidden: boolean): string {
  if (hidden)
    return text.replace(/^.*$/gm, (line) =>
      frame.test(line)
        ? line
        : line.replace(
            /^((?:Uncaught )?\w*Error\b:?)?(.*)/,
            (_, name = '', said: string) => name + said.replace(/\S/g, '*'),
          ),
    );
  return /\bSyntaxError\b|not valid JSON|in JSON at/.test(text) ? text.replace(/(["'`]).*?\1/gs, '$1*$1') : text;
}

/** What an error event or an unhandled rejection says, cut to what the beacon takes; `hidden`: all text of the page is masked. */
export function errorFacts(event: ErrorEvent | PromiseRejectionEvent, hidden = false) {
  const {
    message,
    filename,
    lineno,
    colno,
    error,
    reason = error,
  } = event as Partial<ErrorEvent & PromiseRejectionEvent>;
  const text = (given: unknown, most = 2048) => given && scrub(bareAddresses(`${given}`)).slice(0, most);
  const said = (given: unknown, most?: number) => given && text(unquoted(`${given}`, hidden), most);
  return {
    message: said(message || reason?.message || `${reason}`),
    source: text(filename),
    line: lineno,
    column: colno,
    stack: said(reason?.stack, 8192),
    rejection: message === undefined,
  };
}
