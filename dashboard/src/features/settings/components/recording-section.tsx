import { NativeSelect, NumberInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type RetentionDays, retentionDays } from '#contracts/resources.ts';
import { useProject } from '../../../lib/use-project.ts';
import { useSaveProject } from '../hooks/use-save-project.ts';
import classes from './recording-section.module.css';
import { SaveBar } from './save-bar.tsx';
import { SettingsCard } from './settings-card.tsx';

const dayTexts: Record<RetentionDays, string> = { 7: '7 days', 30: '30 days', 90: '90 days', 365: 'A year' };

/** A whole number in a range, or what is wrong with it. */
const between = (low: number, high: number) => (value: number | string) =>
  typeof value === 'number' && value >= low && value <= high ? null : `Write a number from ${low} to ${high}`;

export function RecordingSection() {
  const { settings } = useProject();
  const save = useSaveProject();
  const form = useForm<{ percent: number | string; keep: RetentionDays; eventDays: number | string }>({
    initialValues: {
      percent: Math.round(settings.recording.sampling * 1_000) / 10,
      keep: settings.recording.retentionDays,
      eventDays: settings.eventDays,
    },
    validate: { percent: between(0, 100), eventDays: between(1, 395) },
  });

  const submit = form.onSubmit(({ percent, keep, eventDays }) =>
    save.mutate(
      {
        settings: {
          recording: { sampling: Number(percent) / 100, retentionDays: keep },
          eventDays: Math.round(Number(eventDays)),
        },
      },
      { onSuccess: () => form.resetDirty() },
    ),
  );

  return (
    <SettingsCard title="Recording" lead="Numbers count every session; recordings may be of a part of them.">
      <form onSubmit={submit}>
        <Stack gap="md">
          <NumberInput
            label="Sessions recorded"
            description="Chosen at random; 100 % records all, 0 % none"
            suffix=" %"
            min={0}
            max={100}
            decimalScale={1}
            classNames={{ wrapper: classes.short }}
            {...form.getInputProps('percent')}
          />
          <NativeSelect
            label="Recordings are kept for"
            description="Afterwards they are gone for good. A longer time is for recordings made after the change; a shorter one is for those that are there, too."
            data={retentionDays.map((days) => ({ value: String(days), label: dayTexts[days] }))}
            classNames={{ wrapper: classes.short }}
            value={String(form.values.keep)}
            onChange={(event) => {
              const chosen = retentionDays.find((days) => String(days) === event.currentTarget.value);
              if (chosen) form.setFieldValue('keep', chosen);
            }}
          />
          <NumberInput
            label="Sessions and events are kept for"
            description="From 1 to 395 days; a shorter time is for what is there, too"
            suffix=" days"
            min={1}
            max={395}
            allowDecimal={false}
            classNames={{ wrapper: classes.short }}
            {...form.getInputProps('eventDays')}
          />
          <SaveBar
            dirty={form.isDirty()}
            saving={save.isPending}
            error={save.error}
            onReset={() => {
              form.reset();
              save.reset();
            }}
            delayed
          />
        </Stack>
      </form>
    </SettingsCard>
  );
}
