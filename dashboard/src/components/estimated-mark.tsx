import { Text, Tooltip } from '@mantine/core';
import { shareText } from '../lib/number-text.ts';

interface EstimatedMarkProps {
  /** Of the answers shown: the share of sessions that each is estimated from; undefined of one that is exact. */
  sampled: readonly (number | undefined)[];
}

/** Says that numbers are estimates, and from how much at least. Nothing where all are exact. */
export function EstimatedMark({ sampled }: EstimatedMarkProps) {
  const shares = sampled.filter((share) => share !== undefined);
  if (shares.length === 0) return null;
  return (
    <Tooltip
      multiline
      w={300}
      label="The range has more sessions than a filter reads. The visits of a random part of the visitors were read and counts are scaled up. A shorter range is exact."
    >
      <Text size="xs" c="dimmed" component="p" m={0} px={16} py={4}>
        Estimated from {shareText(Math.min(...shares))} of sessions
      </Text>
    </Tooltip>
  );
}
