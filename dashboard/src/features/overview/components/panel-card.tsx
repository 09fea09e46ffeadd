import { Card, Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel-card.module.css';

interface PanelCardProps<T extends string> {
  title: string;
  tabs: readonly { value: T; label: string }[];
  tab: T;
  onTab: (tab: T) => void;
  /** Old rows shown while new ones load. */
  stale: boolean;
  children: ReactNode;
}

/** A card of ranked rows with tabs for what they are ranked by. */
export function PanelCard<T extends string>({ title, tabs, tab, onTab, stale, children }: PanelCardProps<T>) {
  const choose = (value: string | null): void => {
    const chosen = tabs.find((other) => other.value === value);
    if (chosen) onTab(chosen.value);
  };
  return (
    <Card withBorder padding={0} component="section" aria-label={title} className={classes.card}>
      <Tabs value={tab} onChange={choose} keepMounted={false} variant="none">
        <div className={classes.head}>
          <Title order={2} className={classes.title}>
            {title}
          </Title>
          {tabs.length > 1 && (
            <Tabs.List className={classes.tabs} aria-label={`${title} by`}>
              {tabs.map(({ value, label }) => (
                <Tabs.Tab key={value} value={value} className={classes.tab}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          )}
        </div>
        {tabs.length > 1 ? (
          <Tabs.Panel value={tab} className={classes.body} data-stale={stale || undefined}>
            {children}
          </Tabs.Panel>
        ) : (
          <div className={classes.body} data-stale={stale || undefined}>
            {children}
          </div>
        )}
      </Tabs>
    </Card>
  );
}
