import * as z from 'zod/mini';

/** Sections of the settings, in order. */
export const sections = {
  install: 'Install',
  doctor: 'Doctor',
  general: 'General',
  privacy: 'Privacy',
  recording: 'Recording',
  limits: 'Limits',
  keys: 'Keys',
  data: 'Data',
  danger: 'Danger',
} as const;
export type Section = keyof typeof sections;
export const sectionNames = Object.keys(sections) as [Section, ...Section[]];

export const SettingsSearch = z.object({ section: z.catch(z.optional(z.enum(sectionNames)), undefined) });
