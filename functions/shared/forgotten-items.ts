/**
 * Tombstones of visitors, users and projects: each consumer keeps them in its own table (`tally`, `keys`),
 * one a bucket, written in the order of the stream. All of a bucket are one partition, which a batch reads by one query.
 *
 * | item      | pk                          | sk                                   |
 * |-----------|-----------------------------|--------------------------------------|
 * | forgotten | `E#hidden project#bucket`   | `project`, `visitor.…` or `user.…`   |
 */
import { hiddenId } from './hidden-id.ts';

export interface ForgottenItem {
  pk: string;
  sk: string;
  /** Position of the newest entry. */
  w: string;
  /** What comes after `w` in the stream is dropped; with `before` (ms) only sessions that had begun by then. */
  entries: { w: string; before?: number }[];
  ttl: number;
}

/** Subject of everything that a project has. */
export const wholeProject = 'project';

export const forgottenKey = (project: string, bucket: number, subject: string) => ({
  pk: `E#${hiddenId(project, 'project')}#${bucket}`,
  sk: subject,
});
