import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.ts';

/** The snippet with the version and the digest of this very moment, by which a page refuses a changed file. */
export function usePinnedTag(address: string, key: string): UseQueryResult<string, Error> {
  return useQuery({
    queryKey: ['pinned tag', address, key],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const { recorder } = await call('trackerConfig', { query: { k: key } }, signal);
      const base = address.replace(/\/t\.js$|\.js$/, '');
      const file = base + recorder.path.replace(/[^/]+$/, 't.js');
      const response = await fetch(file, { signal, credentials: 'omit' });
      if (!response.ok) throw new Error(`${file} is answered with ${response.status}`);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', await response.arrayBuffer()));
      const integrity = `sha384-${btoa(String.fromCharCode(...digest))}`;
      return `<script async src="${file}" data-key="${key}"\n  integrity="${integrity}" crossorigin="anonymous"></script>`;
    },
  });
}
