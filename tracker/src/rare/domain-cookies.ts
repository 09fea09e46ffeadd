const names = ['ag_v', 'ag_s', 'ag_u'];

/** Brings the stored values to the other subdomains of `domain` by cookies, or those here. */
export function syncCookies(stored: Record<string, string>, domain: string, write?: boolean): void {
  for (const name of names) {
    const value = stored[name] || '';
    const shared = document.cookie.match(`(^|; )${name}=([^;]+)`);
    if (write) {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on http and in older browsers
      document.cookie = `${name}=${value};domain=${domain};path=/;max-age=${value ? 34e6 : 0};samesite=lax`;
    } else if (shared) stored[name] = shared[2] as string;
  }
}
