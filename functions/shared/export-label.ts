/** Additional data that binds a sealed part of an export to its place. */
export const exportLabel = (project: string, job: string, part: number): string =>
  `${project}/${job}/export/${part}`.toLowerCase();
