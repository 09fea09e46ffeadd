import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './picture-absence.module.css';

interface PictureAbsenceProps {
  /** What is not there. */
  title: string;
  /** Why, and where else to look. */
  children: ReactNode;
}

/** In the place of a picture that there is none of. */
export function PictureAbsence({ title, children }: PictureAbsenceProps) {
  return (
    <div className={classes.absence}>
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" maw={420} ta="center">
        {children}
      </Text>
    </div>
  );
}
