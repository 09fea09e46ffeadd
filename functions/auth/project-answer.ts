import type { Project } from '#contracts/project.ts';
import { completeSettings } from '#contracts/project-settings.ts';
import type { ProjectItem, Role } from '../shared/project-items.ts';
import { workingKeys } from './write-keys.ts';

/** A project as the API answers with it. */
export function projectAnswer(item: ProjectItem, role: Role, now: Date): Project {
  const { id, name, timeZone, origins, createdAt } = item;
  const settings = completeSettings(item.settings);
  const writeKeys = workingKeys(item.keys, now);
  return { id, name, writeKey: writeKeys[0]?.key ?? '', writeKeys, timeZone, origins, settings, role, createdAt };
}
