import { Button, Group, Text } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Snippet } from '../../../components/snippet.tsx';
import { call } from '../../../lib/api.ts';
import { useProject } from '../../../lib/use-project.ts';
import { ListInput } from './list-input.tsx';
import { SettingsCard } from './settings-card.tsx';

interface ExcludeCardProps {
  addresses: string[];
  onAddresses: (addresses: string[]) => void;
  inputs: Record<'addresses' | 'paths' | 'hosts', GetInputPropsReturnType>;
}

/** Visits that are left out of everything: one's own, tests, staging. */
export function ExcludeCard({ addresses, onAddresses, inputs }: ExcludeCardProps) {
  const { origins } = useProject();
  const site = origins.find((origin) => !origin.includes('*')) ?? 'https://your-site.example';
  const own = useMutation({
    mutationFn: async () => {
      const { address } = await call('callerAddress', {});
      if (!address) throw new Error('The address you come from is not known here; write it by hand.');
      return address;
    },
    onSuccess: (address) => onAddresses([...new Set([...addresses, address])]),
  });

  return (
    <SettingsCard title="Left out" lead="These visits are in no number and no recording.">
      <ListInput
        label="Addresses"
        description="Of your office, or of a service that tests your site: 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32"
        placeholder="203.0.113.0/24"
        {...inputs.addresses}
      />
      <Group gap="sm">
        <Button variant="default" size="compact-sm" loading={own.isPending} onClick={() => own.mutate()}>
          Add the address I come from
        </Button>
        {own.error && (
          <Text size="sm" c="red" role="alert">
            {own.error.message}
          </Text>
        )}
      </Group>
      <ListInput label="Paths" description="Patterns with * for one segment" placeholder="/admin/*" {...inputs.paths} />
      <ListInput
        label="Hosts"
        description="Such as staging.example.com, or *.dev.example.com for all below it"
        placeholder="staging.example.com"
        {...inputs.hosts}
      />
      <div>
        <Text fw={500} size="sm">
          Your own browser
        </Text>
        <Text size="sm" c="dimmed" mb={6}>
          Open this address once in it. ?afterglow=notice lets it in again.
        </Text>
        <Snippet label="address that leaves your browser out" code={`${site}/?afterglow=ignore`} />
      </div>
    </SettingsCard>
  );
}
