import { Kbd, Modal, Switch, Table } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useProject } from '../../../lib/use-project.ts';

const openEvent = 'afterglow:keyboard-help';
/** How long a `g` waits for the second key, ms. */
const chordMs = 1_200;

const screens = {
  o: '/p/$projectId/overview',
  r: '/p/$projectId/recordings',
  h: '/p/$projectId/heatmaps',
  s: '/p/$projectId/settings',
} as const;

const keys: [string[], string][] = [
  [['?'], 'This list'],
  [['/'], 'Filter'],
  [['g', 'o'], 'Overview'],
  [['g', 'r'], 'Recordings'],
  [['g', 'h'], 'Heatmaps'],
  [['g', 's'], 'Settings'],
  [['j', 'k'], 'Down and up in a list'],
  [['Enter'], 'Open'],
  [['Space'], 'Play or pause'],
  [['←', '→'], '5 seconds back or on'],
  [['Shift', '← →'], 'Previous or next event'],
  [['[', ']'], 'Slower or faster'],
  [['n', 'p'], 'Next or previous recording'],
  [['f'], 'Full screen'],
  [['c'], 'Copy the link at this moment'],
];

export function showKeyboardHelp(): void {
  window.dispatchEvent(new Event(openEvent));
}

/** True where keys belong to what is being typed. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The keys that work everywhere, and the list of all. Single keys can be switched off. */
export function KeyboardHelp() {
  const [opened, setOpened] = useState(false);
  const [enabled, setEnabled] = useLocalStorage({ key: 'afterglow-single-keys', defaultValue: true });
  const { id } = useProject();
  const navigate = useNavigate();
  const chordAt = useRef(0);

  useEffect(() => {
    const open = (): void => setOpened(true);
    const press = (event: KeyboardEvent): void => {
      if (!enabled || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') open();
      else if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLElement>('[data-filter-button]')?.click();
      } else if (event.key === 'g') chordAt.current = event.timeStamp;
      else if (event.key in screens && event.timeStamp - chordAt.current < chordMs) {
        chordAt.current = 0;
        void navigate({ to: screens[event.key as keyof typeof screens], params: { projectId: id }, search: true });
      }
    };
    window.addEventListener(openEvent, open);
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener(openEvent, open);
      window.removeEventListener('keydown', press);
    };
  }, [enabled, id, navigate]);

  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard">
      <Switch
        label="Single keys"
        description="Switch off if they get in the way of other tools"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
        mb="md"
      />
      <Table>
        <Table.Tbody>
          {keys.map(([names, does]) => (
            <Table.Tr key={does}>
              <Table.Td>
                {names.map((name) => (
                  <Kbd key={name} mr={4}>
                    {name}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
