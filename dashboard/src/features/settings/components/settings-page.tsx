import { Title } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useProject } from '../../../lib/use-project.ts';
import { type Section, sectionNames, sections } from '../model/settings-search.ts';
import { DangerSection } from './danger-section.tsx';
import { DataSection } from './data-section.tsx';
import { DoctorSection } from './doctor-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { InstallSection } from './install-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { RecordingSection } from './recording-section.tsx';
import classes from './settings-page.module.css';

const bodies: Record<Section, ComponentType> = {
  install: InstallSection,
  doctor: DoctorSection,
  general: GeneralSection,
  privacy: PrivacySection,
  recording: RecordingSection,
  limits: LimitsSection,
  keys: KeysSection,
  data: DataSection,
  danger: DangerSection,
};

/** Everything about a project that can be set, one section at a time. */
export function SettingsPage() {
  const { section = 'install' } = useSearch({ from: '/p/$projectId/settings' });
  const { id } = useProject();
  const Body = bodies[section];
  return (
    <>
      <Title order={1} mb="md">
        Settings
      </Title>
      <div className={classes.page}>
        <nav className={classes.sections} aria-label="Settings">
          {sectionNames.map((name) => (
            <Link
              key={name}
              to="/p/$projectId/settings"
              params={{ projectId: id }}
              search={(before) => ({ ...before, section: name })}
              className={classes.link}
              aria-current={name === section ? 'page' : undefined}
              activeProps={{}}
              replace
            >
              {sections[name]}
            </Link>
          ))}
        </nav>
        <div className={classes.body}>
          {/* A project's forms begin anew when another project is chosen. */}
          <Body key={`${id} ${section}`} />
        </div>
      </div>
    </>
  );
}
