import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Origin } from '#contracts/project.ts';
import { useProject } from '../../../lib/use-project.ts';
import { checkList } from '../model/check-list.ts';
import { ListInput } from './list-input.tsx';
import { SettingsCard } from './settings-card.tsx';
import { SettingsForm } from './settings-form.tsx';

const supported = Intl.supportedValuesOf('timeZone');

export function GeneralSection() {
  const { name, timeZone, origins } = useProject();
  const form = useForm({
    initialValues: { name, timeZone, origins },
    validate: {
      name: (value) => (value.trim() === '' ? 'Give the project a name' : null),
      origins: (value) => checkList(value, Origin),
    },
  });
  // Browsers leave UTC out of their list.
  const zones = [...new Set(['UTC', timeZone, ...supported])].toSorted();

  return (
    <SettingsCard title="General">
      <SettingsForm form={form} patch={(values) => ({ ...values, name: values.name.trim() })}>
        <TextInput label="Name" maxLength={100} required {...form.getInputProps('name')} />
        <Select
          label="Time zone"
          description="Days and hours of all numbers begin by it. What was counted before a change stays in the hours it was counted in."
          data={zones}
          searchable
          allowDeselect={false}
          limit={100}
          nothingFoundMessage="No such time zone"
          {...form.getInputProps('timeZone')}
        />
        <ListInput
          label="Origins"
          description="Sites that may send events, as https://shop.example or https://*.example. While the list is empty, all may."
          placeholder="https://shop.example, then Enter"
          {...form.getInputProps('origins')}
        />
      </SettingsForm>
    </SettingsCard>
  );
}
