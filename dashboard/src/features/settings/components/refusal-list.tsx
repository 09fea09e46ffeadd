import { Table, Text } from '@mantine/core';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { ShortNumber } from '../../../components/number.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { useProjectStatus } from '../../../lib/use-project-status.ts';
import { refusalText } from '../model/refusal-text.ts';
import { SettingsCard } from './settings-card.tsx';

/** What was refused or left out lately. */
export function RefusalList() {
  const { data, error, refetch } = useProjectStatus(10_000);
  const refusals = data?.refusals ?? [];
  return (
    <SettingsCard title="Refused and left out lately">
      {error && !data && (
        <ErrorPanel title="Refused events could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {data && refusals.length === 0 && <Text>Nothing was in the last seven days.</Text>}
      {refusals.length > 0 && (
        <Table.ScrollContainer
          minWidth={480}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Refused lately' } }}
        >
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Because</Table.Th>
                <Table.Th ta="right">Times</Table.Th>
                <Table.Th>Last</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {refusals.map(({ at, reason, detail, count }) => (
                <Table.Tr key={`${reason} ${detail}`}>
                  <Table.Td>
                    <Text fw={600}>{refusalText[reason].what}</Text>
                    {detail && (
                      <Text size="xs" ff="monospace">
                        {detail}
                      </Text>
                    )}
                    <Text size="xs" c="dimmed">
                      {refusalText[reason].todo}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    <ShortNumber value={count} />
                  </Table.Td>
                  <Table.Td>
                    <RelativeTime at={at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </SettingsCard>
  );
}
