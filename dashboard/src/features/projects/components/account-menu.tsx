import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBook, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { call, useRoute } from '../../../lib/api.ts';
import { session } from '../../../lib/session.ts';
import { showKeyboardHelp } from './keyboard-help.tsx';
import classes from './rail-button.module.css';

/** Who is signed in; colours, help, and the way out. */
export function AccountMenu({ compact }: { compact: boolean }) {
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const me = useRoute('me', {}, { staleTime: 300_000 });
  const name = me.data?.name ?? me.data?.email ?? 'Account';

  const signOut = useMutation({
    mutationFn: () => call('logout', {}),
    onSuccess: () => session.end('signed out'),
    onError: (error) => notifications.show({ color: 'red', title: 'You are still signed in', message: error.message }),
  });

  return (
    <Menu position={compact ? 'right-end' : 'top-start'} width={220}>
      <Menu.Target>
        <UnstyledButton className={`${classes.button} ${classes.plain}`} data-compact={compact || undefined}>
          <Avatar size={24} name={name} color="gray" aria-hidden />
          <span className="visually-hidden">Account of</span>
          <span className={compact ? 'visually-hidden' : classes.name}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.data?.email}</Menu.Label>
        {(
          [
            ['auto', 'Colours of the system', IconDeviceDesktop],
            ['light', 'Light', IconSun],
            ['dark', 'Dark', IconMoon],
          ] as const
        ).map(([scheme, label, Icon]) => (
          <Menu.RadioItem
            key={scheme}
            value={scheme}
            checked={colorScheme === scheme}
            rightSection={<Icon size={14} aria-hidden />}
            onChange={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={14} aria-hidden />} onClick={showKeyboardHelp}>
          Keyboard
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs" leftSection={<IconBook size={14} aria-hidden />}>
          API
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={14} aria-hidden />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
