import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Problem } from '../model/recording-state.ts';

interface ProblemNoticeProps {
  problems: readonly Problem[];
  onRetry: () => void;
}

/** Says which parts cannot be shown, and asks again for those that may yet come. */
export function ProblemNotice({ problems, onRetry }: ProblemNoticeProps) {
  const first = problems[0];
  if (!first) return null;
  const retryable = problems.some((problem) => problem.kind === 'page' || (problem.kind === 'range' && !problem.gone));
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} p="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {sentence(first)}
          {problems.length > 1 && ` And ${problems.length - 1} more like it.`}
        </Text>
        {retryable && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function sentence(problem: Problem): string {
  switch (problem.kind) {
    case 'frame':
      return `Frame ${problem.label} cannot be shown: ${problem.message}. The rest plays on.`;
    case 'range':
      return `${problem.frames === 1 ? 'A part' : `${problem.frames} parts`} of the recording did not load. ${problem.message}`;
    case 'page':
      return `The recording could not be loaded further. ${problem.message}`;
  }
}
