import { Text, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useRoute } from '../../../lib/api.ts';
import { trackerAddress } from '../../../lib/install-code.ts';
import { useProject } from '../../../lib/use-project.ts';
import { useProjectStatus } from '../../../lib/use-project-status.ts';
import { checkCsp, isPolicy } from '../model/check-csp.ts';
import { diagnose, type Finding } from '../model/diagnose.ts';
import classes from './doctor-section.module.css';
import { RefusalList } from './refusal-list.tsx';
import { SettingsCard } from './settings-card.tsx';

const marks = {
  fine: { Icon: IconCircleCheck, color: 'var(--mantine-color-teal-text)', text: 'Fine' },
  wrong: { Icon: IconCircleX, color: 'var(--mantine-color-red-text)', text: 'Wrong' },
  look: { Icon: IconAlertTriangle, color: 'var(--mantine-color-yellow-text)', text: 'Worth a look' },
};

function Findings({ findings, label }: { findings: readonly Finding[]; label: string }) {
  return (
    <ul className={classes.findings} aria-label={label}>
      {findings.map(({ state, what, todo, detail }) => {
        const { Icon, color, text } = marks[state];
        return (
          <li key={`${state} ${what} ${detail}`} className={classes.finding}>
            <Icon size={20} color={color} role="img" aria-label={text} />
            <div>
              <Text fw={600}>{what}</Text>
              {detail && (
                <Text size="xs" ff="monospace" className={classes.detail}>
                  {detail}
                </Text>
              )}
              {todo && (
                <Text size="sm" c="dimmed">
                  {todo}
                </Text>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What a pasted policy stops. */
function PolicyCheck() {
  const { settings } = useProject();
  const [policy, setPolicy] = useState('');
  const { origin } = window.location;
  const findings = checkCsp(policy, origin, trackerAddress(origin, settings.delivery)).map(
    ({ state, directive, text }): Finding => ({
      state: state === 'stops' ? 'wrong' : 'look',
      what: text,
      detail: directive,
    }),
  );
  return (
    <SettingsCard
      title="The policy of your pages"
      lead="Paste the Content-Security-Policy that your server sends, or the meta tag. Nothing of it is sent anywhere."
    >
      <Textarea
        label="Content-Security-Policy"
        placeholder="default-src 'self'; script-src 'self' https://cdn.example"
        rows={5}
        value={policy}
        onChange={(event) => setPolicy(event.currentTarget.value)}
      />
      <div role="status">
        {isPolicy(policy) && findings.length === 0 && (
          <Findings label="What the policy does" findings={[{ state: 'fine', what: 'It lets the tracker work' }]} />
        )}
        {findings.length > 0 && <Findings label="What the policy does" findings={findings} />}
        {policy.trim() !== '' && !isPolicy(policy) && <Text>There is no directive in it.</Text>}
      </div>
    </SettingsCard>
  );
}

/** Says why nothing arrives. */
export function DoctorSection() {
  const project = useProject();
  const { data, error, refetch } = useProjectStatus(10_000);
  const usage = useRoute('usage', { params: { id: project.id } }, { refetchInterval: 60_000 });
  return (
    <>
      <SettingsCard
        title="Doctor"
        lead="What ingest has seen of your pages, looked at anew every few seconds: open a page of your site and watch."
      >
        {error && !data && (
          <ErrorPanel title="The status could not be loaded" error={error} onRetry={() => void refetch()} />
        )}
        {usage.error && !usage.data && (
          <ErrorPanel
            title="What is used of the quotas could not be loaded"
            error={usage.error}
            onRetry={() => void usage.refetch()}
          />
        )}
        {data && <Findings label="Findings" findings={diagnose(data, project, Date.now(), usage.data)} />}
      </SettingsCard>
      <PolicyCheck />
      <RefusalList />
    </>
  );
}
