import { Alert, Text } from '@mantine/core';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { Loading } from '../../../components/loading.tsx';
import { useRoute } from '../../../lib/api.ts';
import { useProject } from '../../../lib/use-project.ts';
import { namedUsage, usageWarnings } from '../model/usage-text.ts';
import { SettingsCard } from './settings-card.tsx';
import classes from './usage-card.module.css';
import { UsageMeter } from './usage-meter.tsx';

/** What is used of the quotas this month and of the caps today. */
export function UsageCard() {
  const { id } = useProject();
  const { data, error, refetch } = useRoute('usage', { params: { id } }, { refetchInterval: 60_000 });
  return (
    <SettingsCard title="In use" lead="Quotas go by the calendar month, names by the day, both in UTC.">
      {error && !data && (
        <ErrorPanel title="What is in use could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {!data && !error && <Loading what="what is in use" height={96} />}
      {data && (
        <>
          {usageWarnings(data).map(({ title, text, over }) => (
            <Alert key={title} color={over ? 'red' : 'yellow'} variant="light">
              <Text fw={600}>{title}</Text>
              {text}
            </Alert>
          ))}
          <div className={classes.meters}>
            <UsageMeter
              label="Events this month"
              used={data.events.used}
              of={data.events.quota}
              state={data.events.state}
            />
            <UsageMeter
              label="Recordings this month"
              used={data.recordings.used}
              of={data.recordings.quota}
              state={data.recordings.state}
            />
            {namedUsage(data).map(({ label, used, of, state, note }) => (
              <UsageMeter key={label} label={label} used={used} of={of} state={state} note={note} />
            ))}
          </div>
        </>
      )}
    </SettingsCard>
  );
}
