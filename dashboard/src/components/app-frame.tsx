import { AppShell, Tooltip, UnstyledButton } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import {
  IconFlame,
  IconLayoutDashboard,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconPlayerPlay,
  IconSettings,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import * as z from 'zod/mini';
import { DataSearch } from '../lib/search.ts';
import { useProject } from '../lib/use-project.ts';
import classes from './app-frame.module.css';

const screens = [
  { to: '/p/$projectId/overview', label: 'Overview', Icon: IconLayoutDashboard },
  { to: '/p/$projectId/recordings', label: 'Recordings', Icon: IconPlayerPlay },
  { to: '/p/$projectId/heatmaps', label: 'Heatmaps', Icon: IconFlame },
  { to: '/p/$projectId/settings', label: 'Settings', Icon: IconSettings },
] as const;

interface AppFrameProps {
  /** The project switcher, `compact` when the rail shows icons only. */
  switcher: (compact: boolean) => ReactNode;
  /** The user's menu. */
  account: (compact: boolean) => ReactNode;
  children: ReactNode;
}

/** The rail at the left, icons when collapsed, a bar at the bottom on phones; the screen beside it. */
export function AppFrame({ switcher, account, children }: AppFrameProps) {
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'afterglow-rail-collapsed', defaultValue: false });
  const medium = useMediaQuery('(max-width: 62em)') ?? false;
  const compact = collapsed || medium;
  const project = useProject();

  const links = screens.map(({ to, label, Icon }) => (
    <Tooltip key={to} label={label} position="right" disabled={!compact}>
      <Link
        to={to}
        params={{ projectId: project.id }}
        search={(before) => z.parse(DataSearch, before)}
        className={classes.link}
        activeProps={{ 'data-active': true }}
        aria-label={label}
      >
        <Icon size={20} stroke={1.6} aria-hidden />
        <span className={classes.label}>{label}</span>
      </Link>
    </Tooltip>
  ));

  return (
    <AppShell
      navbar={{ width: compact ? 64 : 220, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 56, sm: 0 } }}
      transitionDuration={0}
    >
      <AppShell.Navbar visibleFrom="sm" className={classes.rail} data-compact={compact || undefined}>
        <div className={classes.mark}>
          <img src="/mark.svg" width={28} height={28} alt="" />
          <span className={classes.label}>Afterglow</span>
        </div>
        {switcher(compact)}
        <nav className={classes.links} aria-label="Screens">
          {links}
        </nav>
        <div className={classes.bottom}>
          {account(compact)}
          {!medium && (
            <UnstyledButton
              className={classes.link}
              onClick={() => setCollapsed(!collapsed)}
              aria-label={collapsed ? 'Expand the rail' : 'Collapse the rail'}
            >
              {collapsed ? (
                <IconLayoutSidebarLeftExpand size={20} stroke={1.6} />
              ) : (
                <IconLayoutSidebarLeftCollapse size={20} stroke={1.6} />
              )}
              <span className={classes.label}>Collapse</span>
            </UnstyledButton>
          )}
        </div>
      </AppShell.Navbar>
      <AppShell.Main>
        <div className={classes.phoneTop}>
          {switcher(false)}
          {account(true)}
        </div>
        <div className={classes.content}>{children}</div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={classes.tabs}>
        <nav aria-label="Screens" className={classes.tabLinks}>
          {links}
        </nav>
      </AppShell.Footer>
    </AppShell>
  );
}
