import { Checkbox, Group, NativeSelect, NumberInput, Radio, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ProjectSettings } from '#contracts/project-settings.ts';
import { type RetentionDays, retentionDays } from '#contracts/resources.ts';
import { useProject } from '../../../lib/use-project.ts';
import { checkList } from '../model/check-list.ts';
import { ListInput } from './list-input.tsx';
import classes from './recording-section.module.css';
import { SettingsCard } from './settings-card.tsx';
import { SettingsForm } from './settings-form.tsx';

const shape = ProjectSettings.shape.recording.shape;
const dayTexts: Record<RetentionDays, string> = { 7: '7 days', 30: '30 days', 90: '90 days', 365: 'A year' };

/** A number in a range, or what is wrong with it. */
const between = (low: number, high: number) => (value: number | string) =>
  typeof value === 'number' && value >= low && value <= high ? null : `Write a number from ${low} to ${high}`;

export function RecordingSection() {
  const { settings } = useProject();
  const { sampling, retentionDays: keep, minSeconds, maxMinutes, ...rules } = settings.recording;
  const form = useForm({
    initialValues: {
      ...rules,
      percent: (Math.round(sampling * 1_000) / 10) as number | string,
      keep,
      minSeconds: minSeconds as number | string,
      maxMinutes: maxMinutes as number | string,
      eventDays: settings.eventDays as number | string,
    },
    validate: {
      percent: between(0, 100),
      minSeconds: between(0, 300),
      maxMinutes: between(1, 1_440),
      eventDays: between(1, 395),
      startPaths: (value) => checkList(value, shape.startPaths.def.element),
      startEvents: (value) => checkList(value, shape.startEvents.def.element),
      pausePaths: (value) => checkList(value, shape.pausePaths.def.element),
      devices: (value) => (value.length === 0 ? 'Choose one, or record 0 % of sessions' : null),
    },
  });

  return (
    <SettingsForm
      form={form}
      patch={({ percent, keep: days, eventDays, minSeconds: least, maxMinutes: most, ...recording }) => ({
        settings: {
          recording: {
            ...recording,
            sampling: Number(percent) / 100,
            retentionDays: days,
            minSeconds: Math.round(Number(least)),
            maxMinutes: Math.round(Number(most)),
          },
          eventDays: Math.round(Number(eventDays)),
        },
      })}
    >
      <SettingsCard title="Recording" lead="Numbers count every session; recordings may be of a part of them.">
        <NumberInput
          label="Sessions recorded"
          description="Chosen at random, once a session; 100 % records all, 0 % none"
          suffix=" %"
          min={0}
          max={100}
          decimalScale={1}
          classNames={{ wrapper: classes.short }}
          {...form.getInputProps('percent')}
        />
        <Checkbox.Group label="Devices" {...form.getInputProps('devices')}>
          <Group gap="md" mt={6}>
            <Checkbox value="desktop" label="Desktop" />
            <Checkbox value="tablet" label="Tablet" />
            <Checkbox value="mobile" label="Mobile" />
          </Group>
        </Checkbox.Group>
        <NumberInput
          label="Only visits of at least"
          description="Visible time; until then the recording waits in the browser"
          suffix=" seconds"
          min={0}
          max={300}
          allowDecimal={false}
          classNames={{ wrapper: classes.short }}
          {...form.getInputProps('minSeconds')}
        />
        <NumberInput
          label="A recording ends after"
          suffix=" minutes"
          min={1}
          max={1_440}
          allowDecimal={false}
          classNames={{ wrapper: classes.short }}
          {...form.getInputProps('maxMinutes')}
        />
      </SettingsCard>
      <SettingsCard
        title="When recording begins"
        lead="With nothing set here, at once. Else with the first of these that happens; it then goes on through the whole session."
      >
        <ListInput
          label="On one of these pages"
          description="Patterns with * for one segment"
          placeholder="/checkout/*"
          {...form.getInputProps('startPaths')}
        />
        <ListInput
          label="With one of these custom events"
          placeholder="added to cart"
          {...form.getInputProps('startEvents')}
        />
        <Switch
          label="When an error occurs"
          description="The 60 seconds before it are kept in the browser until then, and recorded as well"
          {...form.getInputProps('startOnError', { type: 'checkbox' })}
        />
        <Switch
          label="When the page calls afterglow('start')"
          {...form.getInputProps('startOnCall', { type: 'checkbox' })}
        />
        <ListInput
          label="Pause on these pages"
          description="Patterns with * for one segment"
          placeholder="/account/payment"
          {...form.getInputProps('pausePaths')}
        />
      </SettingsCard>
      <SettingsCard title="What is kept">
        <Radio.Group
          label="Files of the page"
          description="Kept when a page is recorded, so that its replay looks right after your next deploy"
          {...form.getInputProps('assets')}
        >
          <Stack gap="xs" mt={6}>
            <Radio value="none" label="None" />
            <Radio value="styles" label="What stylesheets ask for: fonts and images" />
            <Radio value="all" label="All images too" />
          </Stack>
        </Radio.Group>
        <NativeSelect
          label="Recordings are kept for"
          description="Afterwards they are gone for good; a shorter time acts on those that are there, too."
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
          description="From 1 to 395 days"
          suffix=" days"
          min={1}
          max={395}
          allowDecimal={false}
          classNames={{ wrapper: classes.short }}
          {...form.getInputProps('eventDays')}
        />
      </SettingsCard>
    </SettingsForm>
  );
}
