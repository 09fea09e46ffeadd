import { Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import type { ProjectPatch } from '#contracts/project.ts';
import { useRefusalFocus } from '../hooks/use-refusal-focus.ts';
import { useSaveProject } from '../hooks/use-save-project.ts';
import { SaveBar } from './save-bar.tsx';

interface SettingsFormProps<Values extends object> {
  form: UseFormReturnType<Values>;
  /** The change that valid content means. */
  patch: (values: Values) => ProjectPatch;
  children: ReactNode;
}

/** A form of the settings: its fields, and how they are saved or put back. */
export function SettingsForm<Values extends object>({ form, patch, children }: SettingsFormProps<Values>) {
  const save = useSaveProject();
  const { ref, refuse } = useRefusalFocus();
  const send = (values: Values): void => save.mutate(patch(values), { onSuccess: () => form.resetDirty() });
  return (
    <form ref={ref} onSubmit={form.onSubmit(send, refuse)}>
      <Stack gap="md">
        {children}
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
  );
}
