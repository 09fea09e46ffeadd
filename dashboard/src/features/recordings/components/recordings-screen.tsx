import { Button, Group, Select, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { EstimatedMark } from '../../../components/estimated-mark.tsx';
import { shareText } from '../../../lib/number-text.ts';
import { useRecordedShare } from '../api/use-recorded-share.ts';
import { useSessionList } from '../api/use-session-list.ts';
import { useListKeys } from '../hooks/use-list-keys.ts';
import { useWatched } from '../hooks/use-watched.ts';
import type { RecordingsSearch } from '../model/recordings-search.ts';
import { type SessionSort, sessionSorts, sortLabels } from '../model/sorts.ts';
import classes from './recordings-screen.module.css';
import { SessionList } from './session-list.tsx';

interface RecordingsScreenProps {
  project: string;
  search: RecordingsSearch;
  onChange: (change: Partial<RecordingsSearch>, replace?: boolean) => void;
  onOpen: (session: string) => void;
  /** The player of one session, small. */
  renderPreview: (session: string) => ReactNode;
}

/** Visits with a recording: the list left, the chosen one right. */
export function RecordingsScreen({ project, search, onChange, onOpen, renderPreview }: RecordingsScreenProps) {
  const sort = search.sort ?? '-startedAt';
  const list = useSessionList(project, sort);
  const { share, sampled } = useRecordedShare(project);
  const { watched } = useWatched(project);
  const wide = useMediaQuery('(min-width: 60em)', true, { getInitialValueInEffect: false });
  const { sessions } = list;
  const preview = sessions.find(({ id }) => id === search.preview) ?? sessions[0];
  const select = (id: string) => onChange({ preview: id }, true);
  useListKeys({ ids: sessions.map(({ id }) => id), selected: preview?.id, onSelect: select, onOpen });

  if (list.error)
    return <ErrorPanel title="The recordings could not be loaded" error={list.error} onRetry={list.retry} />;
  const empty = !list.loading && sessions.length === 0;
  return (
    <div className={classes.screen}>
      <section className={classes.left} aria-label="List of recordings">
        <Group justify="space-between" px={12} py={8} className={classes.head}>
          <Text size="sm" c="dimmed" aria-live="polite">
            {list.loading ? 'Loading' : countText(sessions.length, list.more, share)}
          </Text>
          <Select
            size="xs"
            w={150}
            aria-label="Order"
            allowDeselect={false}
            data={sessionSorts.map((value) => ({ value, label: sortLabels[value] }))}
            value={sort}
            onChange={(value) => onChange({ sort: value as SessionSort, preview: undefined })}
          />
        </Group>
        {share !== undefined && share < 1 && <EstimatedMark sampled={[sampled]} />}
        {empty ? (
          <EmptyState title="No recordings here yet">
            Visits of the chosen days and filters appear here a few seconds after they happen. Take a wider range,
            remove a filter, or walk through your site in another tab.
          </EmptyState>
        ) : (
          <SessionList
            {...{ project, list, watched }}
            selected={wide ? preview?.id : undefined}
            onSelect={wide ? select : undefined}
          />
        )}
      </section>
      {wide && preview && (
        <section className={classes.right} aria-label="Preview">
          <Group justify="flex-end">
            <Button
              size="xs"
              leftSection={<IconPlayerPlay size={14} />}
              renderRoot={(props) => (
                <Link
                  to="/p/$projectId/recordings/$sessionId"
                  params={{ projectId: project, sessionId: preview.id }}
                  search={(before) => before}
                  {...props}
                />
              )}
            >
              Open recording
            </Button>
          </Group>
          <div className={classes.preview}>{renderPreview(preview.id)}</div>
        </section>
      )}
    </div>
  );
}

function countText(count: number, more: boolean, share: number | undefined): string {
  const text = count === 1 ? '1 recording' : `${count} recordings`;
  const part = share !== undefined && share < 1 ? `, of ${shareText(share)} of the sessions` : '';
  return (more ? `More than ${text}` : text) + part;
}
