import { Outlet } from '@tanstack/react-router';
import { AppFrame } from '../../../components/app-frame.tsx';
import { AccountMenu } from './account-menu.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { ProjectSwitcher } from './project-switcher.tsx';

/** Rail, switcher and keys around every screen of a project. */
export function ProjectLayout() {
  return (
    <AppFrame
      switcher={(compact) => <ProjectSwitcher compact={compact} />}
      account={(compact) => <AccountMenu compact={compact} />}
    >
      <KeyboardHelp />
      <Outlet />
    </AppFrame>
  );
}
