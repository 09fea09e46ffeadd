import { Card, Container, Group, Text, Title } from '@mantine/core';
import { JobList } from '../../../components/job-list.tsx';
import { ButtonLink } from '../../../components/links.tsx';

/** Everything that the user asked to erase or to export, of deleted projects too. */
export function JobsPage() {
  return (
    <Container component="main" size="sm" py="xl">
      <Group justify="space-between" mb="md">
        <Title order={1}>Erasures and exports</Title>
        <ButtonLink to="/">Your projects</ButtonLink>
      </Group>
      <Card withBorder padding="lg">
        <Text c="dimmed" mb="md">
          Of all projects that you asked for, deleted ones too. Receipts name nobody, and are kept for 400 days.
        </Text>
        <JobList />
      </Card>
    </Container>
  );
}
