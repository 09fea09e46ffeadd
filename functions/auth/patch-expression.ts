import type { ProjectPatch } from '#contracts/project.ts';
import type { StoredSettings } from '#contracts/project-settings.ts';

export interface PatchExpression {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

/** Value by value, so that patches of different settings at the same time keep each other; lists are replaced whole. */
function* leaves(value: object, path: string[] = []): Generator<[path: string[], value: unknown]> {
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    if (typeof child === 'object' && child !== null && !Array.isArray(child)) yield* leaves(child, [...path, name]);
    else yield [[...path, name], child];
  }
}

/** The update that a merge patch means, or undefined when it changes nothing. */
export function patchExpression(patch: ProjectPatch): PatchExpression | undefined {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const sets = [...leaves(patch)].map(([path, value], index) => {
    values[`:v${index}`] = value;
    const place = path.map((name) => {
      names[`#${name}`] = name;
      return `#${name}`;
    });
    return `${place.join('.')} = :v${index}`;
  });
  if (sets.length === 0) return undefined;
  return {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** The update that makes room for groups of settings that an earlier version did not store, or undefined when all are there. */
export function missingGroups(stored: StoredSettings, patch: ProjectPatch): PatchExpression | undefined {
  const groups = Object.entries(patch.settings ?? {}).flatMap(([name, value]) =>
    typeof value === 'object' && !(name in stored) ? [name] : [],
  );
  if (groups.length === 0) return undefined;
  const sets = groups.map((name) => `#settings.#${name} = if_not_exists(#settings.#${name}, :empty)`);
  return {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(['settings', ...groups].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: { ':empty': {} },
  };
}
