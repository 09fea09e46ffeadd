import { Alert, Text } from '@mantine/core';
import { Snippet } from '../../../components/snippet.tsx';
import { reportDirective } from '../../../lib/install-code.ts';
import { useProject } from '../../../lib/use-project.ts';
import { usePinnedTag } from '../hooks/use-pinned-tag.ts';
import { SettingsCard } from './settings-card.tsx';

/** What sites with a Content-Security-Policy add, and the snippet that is held to a digest. */
export function CspCard({ address }: { address: string }) {
  const { writeKey } = useProject();
  const { origin } = window.location;
  const pinned = usePinnedTag(address, writeKey);
  return (
    <SettingsCard title="Strict sites">
      <div>
        <Text mb="xs">
          A Content-Security-Policy needs two directives, beside what it has. With a nonce instead of the address in
          script-src, give the snippet the same <code>nonce="…"</code>; it hands it on to the files that it loads.
        </Text>
        <Snippet label="directives" code={`script-src ${origin}; connect-src ${origin}`} />
      </div>
      <div>
        <Text mb="xs">With this one browsers tell the Doctor what the policy stops of the tracker.</Text>
        <Snippet label="directive for reports" code={reportDirective(origin, writeKey)} />
      </div>
      <div>
        <Text mb="xs">
          Held to a digest (subresource integrity), a page takes no other file than the present one, and has to be
          changed for a new version.
        </Text>
        {pinned.data && <Snippet label="snippet with a digest" code={pinned.data} />}
        {pinned.error && (
          <Alert color="red" variant="light" role="alert">
            The digest could not be made: {pinned.error.message}
          </Alert>
        )}
      </div>
    </SettingsCard>
  );
}
