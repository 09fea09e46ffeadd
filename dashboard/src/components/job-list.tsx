import { Badge, Button, Progress, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Job } from '#contracts/job.ts';
import { callText, useRoute } from '../lib/api.ts';
import { isOver, jobState, jobTitle, removalText } from '../lib/job-text.ts';
import { saveFile } from '../lib/save-file.ts';
import { ErrorPanel } from './error-panel.tsx';
import classes from './job-list.module.css';
import { Loading } from './loading.tsx';

const soon = 3_000;
const seldom = 30_000;
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

interface JobListProps {
  /** Of one project; without it of all, deleted ones too. */
  project?: string;
}

/** Erasures and exports with their progress and receipts, newest first. */
export function JobList({ project }: JobListProps) {
  const query = project === undefined ? { limit: 50 } : { project, limit: 50 };
  const { data, error, refetch } = useRoute('jobs', { query }, { refetchInterval: seldom });
  if (error && !data) {
    return <ErrorPanel title="The list could not be loaded" error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <Loading what="erasures and exports" height={72} />;
  if (data.items.length === 0) {
    return <Text c="dimmed">Nothing was erased or exported yet. What you ask for appears here, with its receipt.</Text>;
  }
  return (
    <ul className={classes.list}>
      {data.items.map((job) => (
        <JobRow key={job.id} listed={job} />
      ))}
    </ul>
  );
}

function JobRow({ listed }: { listed: Job }) {
  const { data } = useRoute(
    'job',
    { params: { job: listed.id } },
    { enabled: !isOver(listed), refetchInterval: isOver(listed) ? false : soon },
  );
  const job = isOver(listed) ? listed : (data ?? listed);
  const queries = useQueryClient();
  const finished = !isOver(listed) && isOver(job);
  useEffect(() => {
    // An erasure also changes exports further down.
    if (finished) void queries.invalidateQueries({ queryKey: ['jobs'] });
  }, [finished, queries]);
  const { done, total } = job.progress;
  const state = jobState(job);
  return (
    <li className={classes.job}>
      <div className={classes.head}>
        <Text component="span" fw={600}>
          {jobTitle(job)}
        </Text>
        <Text component="span" size="xs" c="dimmed" ff="monospace">
          {job.subject}
        </Text>
        <Badge variant="outline" color={state.color} tt="none" c="var(--mantine-color-text)">
          {state.text}
        </Badge>
        <Text component="time" size="xs" c="dimmed" className={classes.when} dateTime={job.requestedAt}>
          {exact.format(new Date(job.requestedAt))}
        </Text>
      </div>
      {!isOver(job) && (
        <>
          <Progress
            mt={8}
            value={total > 0 ? (100 * done) / total : 0}
            aria-label={`${jobTitle(job)}: ${done} of ${total} steps`}
          />
          <Text size="xs" c="dimmed" mt={4} role="status">
            {job.message}
          </Text>
        </>
      )}
      {(job.status === 'failed' || job.status === 'void') && (
        <Text size="xs" mt={4}>
          {job.message}
        </Text>
      )}
      {job.download && <Download job={job} />}
      {job.receipt && <ReceiptOf job={job} receipt={job.receipt} />}
    </li>
  );
}

function Download({ job: { id, subject, download } }: { job: Job }) {
  const save = useMutation({
    mutationFn: async () => {
      const parts: string[] = [];
      for (let part = 0; part < (download?.parts.length ?? 0); part += 1) {
        parts.push(await callText('jobPart', { params: { job: id, part: String(part) } }));
      }
      saveFile(`afterglow-export-${subject}.ndjson`, new Blob(parts, { type: 'application/x-ndjson' }));
    },
  });
  const bytes = download?.parts.reduce((sum, part) => sum + part.bytes, 0) ?? 0;
  return (
    <>
      <Button
        mt={8}
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        Download ({sizeText(bytes)})
      </Button>
      <Text component="span" size="xs" c="dimmed" ml="xs">
        {download && `until ${day.format(new Date(download.expiresAt))}; one line of JSON for each thing that is held`}
      </Text>
      {save.error && (
        <Text size="xs" c="red.9" role="alert" mt={4}>
          {save.error.message}
        </Text>
      )}
    </>
  );
}

const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

function ReceiptOf({ job, receipt }: { job: Job; receipt: NonNullable<Job['receipt']> }) {
  return (
    <details className={classes.receipt}>
      <summary>Receipt</summary>
      <Text size="xs" c="dimmed">
        Asked for {exact.format(new Date(job.requestedAt))} by user {job.requestedBy}
        {job.finishedAt && `, finished ${exact.format(new Date(job.finishedAt))}`}.
      </Text>
      <dl>
        {receipt.removed.map((removal) => (
          <div key={`${removal.store} ${removal.what}`} style={{ display: 'contents' }}>
            <dt>{removal.count}</dt>
            <dd>{removalText(removal)}</dd>
          </div>
        ))}
        {receipt.removed.length === 0 && (
          <div style={{ display: 'contents' }}>
            <dt>0</dt>
            <dd>Nothing was there to remove.</dd>
          </div>
        )}
      </dl>
      {receipt.remains.length > 0 && (
        <Text size="xs" c="dimmed" mt={8}>
          Copies that nothing can be taken out of end by themselves:{' '}
          {receipt.remains.map(({ store, until }) => `${store} ${day.format(new Date(until))}`).join(', ')}.
        </Text>
      )}
    </details>
  );
}
