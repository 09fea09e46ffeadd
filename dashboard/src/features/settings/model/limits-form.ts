import * as z from 'zod/mini';
import { ProjectSettings } from '#contracts/project-settings.ts';

type Limits = ProjectSettings['limits'];
/** As the inputs have them: text while it is typed, empty for none; bytes in KB. */
export type LimitsForm = Record<keyof Limits, number | string>;

const kilobyte = 1_024;
const shape = ProjectSettings.shape.limits.shape;

export function limitsForm(limits: Limits): LimitsForm {
  return {
    ...limits,
    bytesPerSecond: limits.bytesPerSecond / kilobyte,
    eventsPerMonth: limits.eventsPerMonth ?? '',
    recordingsPerMonth: limits.recordingsPerMonth ?? '',
  };
}

/** The setting that a field's content means; NaN where it means none. */
function settingOf(name: keyof Limits, content: number | string): number | null {
  if (content === '') return name === 'eventsPerMonth' || name === 'recordingsPerMonth' ? null : Number.NaN;
  return name === 'bytesPerSecond' ? Math.round(Number(content) * kilobyte) : Number(content);
}

/** What is wrong with a field, or null. */
export function checkLimit(name: keyof Limits, content: number | string): string | null {
  const setting = settingOf(name, content);
  const { success, error } = z.safeParse(shape[name], setting);
  if (success) return null;
  const bound = error.issues.find(({ code }) => code === 'too_big' || code === 'too_small') as
    | { code: string; minimum?: number; maximum?: number }
    | undefined;
  const unit = name === 'bytesPerSecond' ? kilobyte : 1;
  if (bound?.code === 'too_small') return `Write ${Math.ceil((bound.minimum ?? 0) / unit)} or more`;
  if (bound?.code === 'too_big') return `Write ${Math.floor((bound.maximum ?? 0) / unit).toLocaleString('en')} or less`;
  return 'Write a whole number';
}

/** The settings that a checked form means. */
export function limitsOf(form: LimitsForm): Limits {
  const names = Object.keys(shape) as (keyof Limits)[];
  return Object.fromEntries(names.map((name) => [name, settingOf(name, form[name])])) as unknown as Limits;
}
