import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface ConfirmModalProps {
  opened: boolean;
  title: string;
  /** What happens, on the button. */
  confirm: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  /** What it means. */
  children: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function ConfirmModal({ opened, title, confirm, busy, onConfirm, onClose, children }: ConfirmModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <div>{children}</div>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        <Button onClick={onConfirm} loading={busy}>
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
