import { Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import * as z from 'zod/mini';
import { ProjectSettings } from '#contracts/project-settings.ts';
import { useProject } from '../../../lib/use-project.ts';
import { SettingsCard } from './settings-card.tsx';
import { SettingsForm } from './settings-form.tsx';

const shape = ProjectSettings.shape.delivery.shape;

/** What is wrong with one of the two names; both or none are set. */
function checkName(schema: z.ZodMiniType, own: string, other: string): string | null {
  if (own === '') return other === '' ? null : 'Give both names, or none';
  return z.safeParse(schema, own).error?.issues[0]?.message ?? null;
}

/** An address of the tracker that block lists do not know. */
export function DeliveryCard() {
  const { delivery } = useProject().settings;
  const form = useForm({
    initialValues: { path: delivery.path ?? '', file: delivery.file ?? '' },
    validate: {
      path: (path, { file }) => checkName(shape.path, path, file),
      file: (file, { path }) => checkName(shape.file, file, path),
    },
  });
  return (
    <SettingsCard
      title="An address of your own"
      lead="Lists of blockers know /t.js. With two names of your own the script, its settings and all it sends have an address that they do not know; words such as stats, track or pixel are on lists as well. Both addresses go on working, so pages can change one by one."
    >
      <SettingsForm
        form={form}
        patch={({ path, file }) => ({ settings: { delivery: { path: path || null, file: file || null } } })}
      >
        <Group align="flex-start">
          <TextInput label="Path" placeholder="garden" {...form.getInputProps('path')} />
          <TextInput label="File" placeholder="shed" rightSection=".js" {...form.getInputProps('file')} />
        </Group>
      </SettingsForm>
    </SettingsCard>
  );
}
