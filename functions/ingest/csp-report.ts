/** Reads what a browser reports of a page's Content-Security-Policy, as far as it is about the tracker. */
import type { ProjectSettings } from '#contracts/project-settings.ts';

/** Files of the tracker, at the root and under a version, and where it sends, without a name of the project's own. */
const ours = /^(?:\/t|\/v\/[^/]+\/\w+)?\.js$|\/i(?:\/\w+)?$/;
const maxReports = 20;

/**
 * Sentences such as `connect-src stops https://a.example/i`; empty where the report is about something else than the
 * tracker at `host` (`a.example`, with the port if the address has one), under its own name or the project's.
 */
export function trackerViolations(
  body: Uint8Array,
  host: string,
  { path, file }: ProjectSettings['delivery'],
): string[] {
  const told = reportsOf(body).flatMap((report) => {
    const { directive, blocked = '' } = detailsOf(report);
    const address = URL.parse(blocked);
    if (!directive || address?.host !== host) return [];
    const { origin, pathname } = address;
    return ours.test(pathname.replace(`/${path}/${file}`, '')) ? [`${directive} stops ${origin}${pathname}`] : [];
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
