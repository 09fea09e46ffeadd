import { Anchor, Card, Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './account-card.module.css';

interface AccountCardProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  /** Links to the neighbouring screens. */
  foot?: ReactNode;
}

/** The frame of every screen before one is signed in. */
export function AccountCard({ title, lead, children, foot }: AccountCardProps) {
  return (
    <Center component="main" className={classes.page}>
      <Stack w="100%" maw={400} gap="md">
        <div className={classes.brand}>
          <img src="/mark.svg" width={36} height={36} alt="" />
          <span>Afterglow</span>
        </div>
        <Card withBorder padding="lg">
          <Stack gap="md">
            <div>
              <Title order={1}>{title}</Title>
              {lead && (
                <Text c="dimmed" mt={4} component="div">
                  {lead}
                </Text>
              )}
            </div>
            {children}
          </Stack>
        </Card>
        <Text ta="center" c="dimmed" component="div">
          {foot}
        </Text>
        <Text ta="center" size="xs" c="dimmed">
          Visitors' data stays in your own account.{' '}
          <Anchor href="/api/docs" size="xs" underline="always">
            API
          </Anchor>
        </Text>
      </Stack>
    </Center>
  );
}
