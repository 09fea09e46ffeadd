import { Skeleton, type SkeletonProps } from '@mantine/core';

/** The shape of what is on its way, with a name that is read out. */
export function Loading({ what, ...props }: Omit<SkeletonProps, 'aria-label' | 'role'> & { what: string }) {
  return <Skeleton {...props} role="status" aria-label={`Loading ${what}`} />;
}
