import { NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useProject } from '../../../lib/use-project.ts';
import { checkLimit, type LimitsForm, limitsForm, limitsOf } from '../model/limits-form.ts';
import classes from './recording-section.module.css';
import { SettingsCard } from './settings-card.tsx';
import { SettingsForm } from './settings-form.tsx';
import { UsageCard } from './usage-card.tsx';

type Name = keyof LimitsForm;
interface Field {
  name: Name;
  label: string;
  description: string;
  suffix?: string;
}

const quotas: Field[] = [
  {
    name: 'eventsPerMonth',
    label: 'Events a month',
    description: 'Of every kind, also clicks and scrolling. Empty for no quota.',
  },
  {
    name: 'recordingsPerMonth',
    label: 'Recordings a month',
    description: 'Empty for no quota; 0 records nothing.',
  },
];
const rates: Field[] = [
  {
    name: 'eventsPerSecond',
    label: 'Events a second',
    description: 'Of one write key; twice as many for a moment.',
  },
  {
    name: 'bytesPerSecond',
    label: 'Data a second',
    description: 'Of one write key, as sent; up to 4 MB for a moment.',
    suffix: ' KB',
  },
  {
    name: 'sessionsPerSecond',
    label: 'New sessions a second',
    description: 'Of one write key. Sessions that have begun go on.',
  },
  {
    name: 'beaconsPerAddress',
    label: 'Requests a second from one visitor address',
    description: 'A page sends one every few seconds. The address is kept as a keyed hash, for an hour.',
  },
];
const caps: Field[] = [
  { name: 'pathsPerDay', label: 'Paths a day', description: 'Fold paths with numbers in them under Privacy first.' },
  { name: 'eventNamesPerDay', label: 'Event names a day', description: 'Names of custom events.' },
  { name: 'propertyNamesPerDay', label: 'Property names a day', description: 'Names of properties of custom events.' },
];
const names: Name[] = [...quotas, ...rates, ...caps].map(({ name }) => name);

/** What the project may take: what is in use, and where it ends. */
export function LimitsSection() {
  const { settings } = useProject();
  const form = useForm<LimitsForm>({
    initialValues: limitsForm(settings.limits),
    validate: Object.fromEntries(
      names.map((name) => [name, (content: number | string) => checkLimit(name, content)]),
    ) as Record<Name, (content: number | string) => string | null>,
  });
  const inputs = (fields: readonly Field[]) =>
    fields.map(({ name, label, description, suffix }) => (
      <NumberInput
        key={name}
        label={label}
        description={description}
        suffix={suffix ?? ''}
        min={0}
        thousandSeparator=","
        allowDecimal={name === 'bytesPerSecond'}
        allowNegative={false}
        classNames={{ wrapper: classes.short }}
        {...form.getInputProps(name)}
      />
    ));

  return (
    <>
      <UsageCard />
      <SettingsForm form={form} patch={(values) => ({ settings: { limits: limitsOf(values) } })}>
        <SettingsCard
          title="Quotas"
          lead="There is a warning at 80 %. From there on fewer sessions are recorded, at the end of a quota none; past the quota of events beacons are refused."
        >
          {inputs(quotas)}
        </SettingsCard>
        <SettingsCard
          title="Rates"
          lead="They keep a flood from one key or one visitor off everybody else. What is refused is sent again by the tracker."
        >
          {inputs(rates)}
        </SettingsCard>
        <SettingsCard
          title="Names"
          lead="So many different names have numbers of their own each day; the rest is counted under “(other)”, and totals stay exact."
        >
          {inputs(caps)}
        </SettingsCard>
      </SettingsForm>
    </>
  );
}
