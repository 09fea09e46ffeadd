/** Reads what a browser reports of a page's Content-Security-Policy, as far as it is about the tracker. */

/** Files of the tracker, and where it sends: at the root, under a version, or under a name of a project's own. */
const ours =
  /^(?:\/v\/[^/]+)?\/(?:t|x|rare|target|files|recorder)\.js$|\/i(?:\/config)?$|^\/[a-z0-9-]{3,32}\/[a-z0-9-]{2,32}(?:\.js|\/v\/[^/]+\/\w+\.js)$/;
const maxReports = 20;

/** Sentences such as `connect-src stops https://a.example/i`; empty where the report is about something else. */
export function trackerViolations(body: Uint8Array): string[] {
  const reports = reportsOf(body);
  const told = reports.flatMap((report) => {
    const { directive, blocked } = detailsOf(report);
    const address = blocked === undefined ? null : URL.parse(blocked);
    if (!directive || !address || !ours.test(address.pathname)) return [];
    return [`${directive} stops ${address.origin}${address.pathname}`];
  });
  return [...new Set(told)];
}

function reportsOf(body: Uint8Array): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return [];
  }
  return Array.isArray(value) ? value.slice(0, maxReports) : [value];
}

/** Of `report-uri`, with hyphens, and of the Reporting API. */
function detailsOf(report: unknown): { directive?: string; blocked?: string } {
  const { 'csp-report': old, body } = (report ?? {}) as Record<string, unknown>;
  const fields = ((old ?? body) || {}) as Record<string, unknown>;
  // A policy that is only tried out stops nothing.
  if (fields.disposition === 'report') return {};
  const directive = text(fields['effective-directive'] ?? fields['violated-directive'] ?? fields.effectiveDirective);
  const blocked = text(fields['blocked-uri'] ?? fields.blockedURL);
  const name = /^[a-z-]{1,40}/.exec(directive ?? '')?.[0];
  return { ...(name ? { directive: name } : {}), ...(blocked ? { blocked } : {}) };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
