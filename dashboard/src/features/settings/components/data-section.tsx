import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { EraseModal } from '../../../components/erase-modal.tsx';
import { JobList } from '../../../components/job-list.tsx';
import { AnchorLink } from '../../../components/links.tsx';
import { useAskJob, type Whom } from '../../../lib/use-ask-job.ts';
import { useProject } from '../../../lib/use-project.ts';
import { checkWhom } from '../model/check-whom.ts';
import { SettingsCard } from './settings-card.tsx';

const kinds = [
  { value: 'visitor', label: 'Visitor id' },
  { value: 'user', label: 'User id' },
];

/** How long things are kept, and what is held of one person: to export it, or to erase it. */
export function DataSection() {
  const { id, settings } = useProject();
  return (
    <>
      <SettingsCard title="How long it is kept">
        <Text>
          Recordings {settings.recording.retentionDays} days, sessions and events {settings.eventDays} days. A shorter
          time also acts on what is stored already.{' '}
          <AnchorLink
            underline="always"
            to="/p/$projectId/settings"
            params={{ projectId: id }}
            search={(before) => ({ ...before, section: 'recording' as const })}
          >
            Change it under Recording
          </AnchorLink>
        </Text>
      </SettingsCard>
      <WhomCard project={id} />
      <SettingsCard title="Erasures and exports" lead="Receipts name nobody, and are kept for 400 days.">
        <JobList project={id} />
      </SettingsCard>
    </>
  );
}

function WhomCard({ project }: { project: string }) {
  const [kind, setKind] = useState<'visitor' | 'user'>('visitor');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [asked, setAsked] = useState<Whom | null>(null);
  const ask = useAskJob(project, () => setTyped(''));

  const withWhom = (act: (whom: Whom) => void) => () => {
    const wrong = checkWhom(kind, typed);
    setProblem(wrong);
    if (wrong === null) act({ kind, id: kind === 'visitor' ? typed.trim().toLowerCase() : typed });
  };

  return (
    <SettingsCard
      title="Erase or export somebody"
      lead="The ids are in the details of a recording. A user’s id is what your site gave to identify()."
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Which id"
          data={kinds}
          value={kind}
          onChange={(value) => {
            setKind(value === 'user' ? 'user' : 'visitor');
            setProblem(null);
          }}
          w="fit-content"
        />
        <TextInput
          label={kind === 'visitor' ? 'Visitor id' : 'User id'}
          autoComplete="off"
          spellCheck={false}
          placeholder={kind === 'visitor' ? '00000000-0000-4000-8000-000000000000' : ''}
          value={typed}
          error={problem}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <Group>
          <Button
            variant="default"
            loading={ask.isPending}
            onClick={withWhom((whom) => ask.mutate({ what: 'export', whom }))}
          >
            Export
          </Button>
          <Button color="red.9" onClick={withWhom(setAsked)}>
            Erase…
          </Button>
        </Group>
        {ask.error && (
          <Alert color="red" variant="light" role="alert">
            {ask.error.message}
          </Alert>
        )}
      </Stack>
      <EraseModal project={project} whom={asked} onClose={() => setAsked(null)} onErased={() => setTyped('')} />
    </SettingsCard>
  );
}
