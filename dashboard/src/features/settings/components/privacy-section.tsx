import { Radio, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ProjectSettings } from '#contracts/project.ts';
import { useProject } from '../../../lib/use-project.ts';
import { useSaveProject } from '../hooks/use-save-project.ts';
import { checkList, checkSelectors } from '../model/check-list.ts';
import { ListInput } from './list-input.tsx';
import { SaveBar } from './save-bar.tsx';
import { SettingsCard } from './settings-card.tsx';

const paths = ProjectSettings.shape.paths.shape;
const selectors = (value: string[]): string | null => checkSelectors(value, document);

export function PrivacySection() {
  const { settings } = useProject();
  const save = useSaveProject();
  const form = useForm({
    initialValues: { ...settings.privacy, ...settings.paths },
    validate: {
      maskSelectors: selectors,
      unmaskSelectors: selectors,
      blockSelectors: selectors,
      ignoreSelectors: selectors,
      fold: (value) => checkList(value, paths.fold.def.element),
      keepParams: (value) => checkList(value, paths.keepParams.def.element),
    },
  });

  const submit = form.onSubmit(({ fold, keepParams, ...privacy }) =>
    save.mutate({ settings: { privacy, paths: { fold, keepParams } } }, { onSuccess: () => form.resetDirty() }),
  );

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <SettingsCard
          title="What recordings show"
          lead="Masked text leaves the browser as asterisks: it is never sent. Passwords are masked whatever is chosen here. In markup, data-ag-mask, data-ag-unmask, data-ag-block and data-ag-ignore do the same for one element."
        >
          <Radio.Group label="Masked by default" {...form.getInputProps('mask')}>
            <Stack gap="xs" mt={6}>
              <Radio value="inputs" label="What people type" />
              <Radio value="all" label="All text" />
            </Stack>
          </Radio.Group>
          <ListInput
            label="Mask"
            description="CSS selectors of elements whose text is masked"
            placeholder=".customer-name"
            {...form.getInputProps('maskSelectors')}
          />
          <ListInput
            label="Unmask"
            description="CSS selectors of elements whose text stays readable although it would be masked"
            placeholder=".headline"
            {...form.getInputProps('unmaskSelectors')}
          />
          <ListInput
            label="Block"
            description="CSS selectors of elements that are replaced by an empty box of their size"
            placeholder="#invoice"
            {...form.getInputProps('blockSelectors')}
          />
          <ListInput
            label="Ignore"
            description="CSS selectors of inputs whose changes are not recorded"
            placeholder="input.search"
            {...form.getInputProps('ignoreSelectors')}
          />
        </SettingsCard>
        <SettingsCard title="Consent">
          <Switch
            label="Wait for consent"
            description="Nothing is stored or sent until your page calls afterglow('consent', true)"
            checked={form.values.consent === 'hold'}
            onChange={(event) => form.setFieldValue('consent', event.currentTarget.checked ? 'hold' : 'off')}
          />
          <Switch
            label="Respect Do Not Track"
            description="Leaves out browsers that ask not to be tracked"
            checked={form.values.dnt === 'respect'}
            onChange={(event) => form.setFieldValue('dnt', event.currentTarget.checked ? 'respect' : 'ignore')}
          />
        </SettingsCard>
        <SettingsCard
          title="Addresses"
          lead="Query parameters leave the browser only if they are named here; those of campaigns (utm_…) are read apart."
        >
          <ListInput
            label="Query parameters to keep"
            description="They become part of the page's path"
            placeholder="category"
            {...form.getInputProps('keepParams')}
          />
          <ListInput
            label="Paths to fold"
            description="Patterns with * for one segment: /users/* counts /users/17 and /users/18 as one page, and keeps the number out of the data"
            placeholder="/users/*"
            {...form.getInputProps('fold')}
          />
        </SettingsCard>
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
