import { Radio, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ProjectSettings } from '#contracts/project-settings.ts';
import { useProject } from '../../../lib/use-project.ts';
import { checkList, checkSelectors } from '../model/check-list.ts';
import { ExcludeCard } from './exclude-card.tsx';
import { ListInput } from './list-input.tsx';
import { SettingsCard } from './settings-card.tsx';
import { SettingsForm } from './settings-form.tsx';

const paths = ProjectSettings.shape.paths.shape;
const exclude = ProjectSettings.shape.exclude.shape;
const selectors = (value: string[]): string | null => checkSelectors(value, document);

export function PrivacySection() {
  const { settings } = useProject();
  const form = useForm({
    initialValues: {
      ...settings.privacy,
      ...settings.paths,
      addresses: settings.exclude.addresses,
      leftPaths: settings.exclude.paths,
      hosts: settings.exclude.hosts,
    },
    validate: {
      maskSelectors: selectors,
      unmaskSelectors: selectors,
      blockSelectors: selectors,
      ignoreSelectors: selectors,
      fold: (value) => checkList(value, paths.fold.def.element),
      keepParams: (value) => checkList(value, paths.keepParams.def.element),
      addresses: (value) => checkList(value, exclude.addresses.def.element),
      leftPaths: (value) => checkList(value, exclude.paths.def.element),
      hosts: (value) => checkList(value, exclude.hosts.def.element),
    },
  });

  return (
    <SettingsForm
      form={form}
      patch={({ fold, keepParams, addresses, leftPaths, hosts, ...privacy }) => ({
        settings: { privacy, paths: { fold, keepParams }, exclude: { addresses, paths: leftPaths, hosts } },
      })}
    >
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
          description="CSS selectors of parts whose clicks are not counted and whose inputs are not recorded"
          placeholder="input.search"
          {...form.getInputProps('ignoreSelectors')}
        />
      </SettingsCard>
      <SettingsCard
        title="Consent and anonymity"
        lead="An anonymous visitor stores nothing in the browser, has a name for one day only, made from address and browser under a secret that is then destroyed, and is neither recorded nor identified. Global Privacy Control always makes a visitor anonymous."
      >
        <Switch
          label="Wait for consent"
          description="Nothing is stored or sent until your page calls afterglow('consent', true)"
          checked={form.values.consent === 'hold'}
          onChange={(event) => form.setFieldValue('consent', event.currentTarget.checked ? 'hold' : 'off')}
        />
        <Switch
          label="All visitors are anonymous"
          description="No cookies, no storage, no recordings; visits over midnight (UTC) count twice"
          {...form.getInputProps('anonymous', { type: 'checkbox' })}
        />
        <Radio.Group label="Browsers that ask not to be tracked (Do Not Track)" {...form.getInputProps('dnt')}>
          <Stack gap="xs" mt={6}>
            <Radio value="ignore" label="Count as any other" />
            <Radio value="anonymous" label="Count as anonymous" />
            <Radio value="respect" label="Leave out" />
          </Stack>
        </Radio.Group>
      </SettingsCard>
      <SettingsCard
        title="Addresses"
        lead="Query parameters leave the browser only if they are named here; those of campaigns (utm_…) are read apart. What looks like a token or an e-mail address is taken out of paths."
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
      <ExcludeCard
        addresses={form.values.addresses}
        onAddresses={(addresses) => form.setFieldValue('addresses', addresses)}
        inputs={{
          addresses: form.getInputProps('addresses'),
          paths: form.getInputProps('leftPaths'),
          hosts: form.getInputProps('hosts'),
        }}
      />
    </SettingsForm>
  );
}
