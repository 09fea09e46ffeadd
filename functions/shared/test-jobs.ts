/** For tests of functions: jobs in memory. */
import type { JobItem } from './job-items.ts';
import type { JobStore } from './job-store.ts';

export const memoryJobs = (items: JobItem[] = []): JobStore & { items: JobItem[] } => ({
  items,
  async create(job) {
    items.push(job);
  },
  read: async (user, id) => items.find((item) => item.user === user && item.id === id),
  async list(user, { project, limit, after }) {
    const own = items
      .filter((item) => item.user === user && (!project || item.project === project) && (!after || item.id < after))
      .toSorted((a, b) => (a.id < b.id ? 1 : -1));
    const page = own.slice(0, limit);
    return { items: page, last: own.length > limit ? page.at(-1)?.id : undefined };
  },
});
