import { Tabs, Text } from '@mantine/core';
import { AnchorLink } from '../../../components/links.tsx';
import { LiveCheck } from '../../../components/live-check.tsx';
import { Snippet } from '../../../components/snippet.tsx';
import { installWays, stubTag, trackerAddress } from '../../../lib/install-code.ts';
import { useProject } from '../../../lib/use-project.ts';
import { CspCard } from './csp-card.tsx';
import { DeliveryCard } from './delivery-card.tsx';
import { SettingsCard } from './settings-card.tsx';

export function InstallSection() {
  const { id, writeKey, settings } = useProject();
  const address = trackerAddress(window.location.origin, settings.delivery);
  const ways = installWays(address, writeKey);
  return (
    <>
      <SettingsCard title="Install" lead="One line brings numbers, recordings and heatmaps.">
        <Tabs defaultValue={ways[0]?.name ?? null}>
          <Tabs.List aria-label="How the site is built">
            {ways.map(({ name }) => (
              <Tabs.Tab key={name} value={name}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {ways.map(({ name, where, code }) => (
            <Tabs.Panel key={name} value={name} pt="sm">
              <Text mb="xs">{where}</Text>
              <Snippet label={`snippet for ${name}`} code={code} />
            </Tabs.Panel>
          ))}
        </Tabs>
        <LiveCheck />
        <Text size="sm">
          Nothing arrives?{' '}
          <AnchorLink
            to="/p/$projectId/settings"
            params={{ projectId: id }}
            search={{ section: 'doctor' }}
            underline="always"
          >
            The doctor says why
          </AnchorLink>
          .
        </Text>
      </SettingsCard>
      <SettingsCard
        title="Calls before the script has loaded"
        lead={
          <>
            With this line before the snippet your pages can call <code>afterglow('track', 'Signed up')</code> at any
            time; the calls are kept until the script is there.
          </>
        }
      >
        <Snippet label="stub" code={stubTag} />
      </SettingsCard>
      <DeliveryCard />
      <CspCard address={address} />
    </>
  );
}
