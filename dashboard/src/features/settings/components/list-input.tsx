import { TagsInput, type TagsInputProps } from '@mantine/core';

/** A list of texts; Enter ends one. Commas do not, since selectors contain them. */
export function ListInput(props: Omit<TagsInputProps, 'splitChars' | 'data'>) {
  return <TagsInput splitChars={[]} data={[]} acceptValueOnBlur clearable={false} {...props} />;
}
