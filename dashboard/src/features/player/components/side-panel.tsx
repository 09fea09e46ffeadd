import { Tabs } from '@mantine/core';
import type { SessionDetail } from '#contracts/session.ts';
import type { PlaybackClock } from '../model/playback-clock.ts';
import type { RecordingView } from '../model/recording-view.ts';
import { Details } from './details.tsx';
import { EventList } from './event-list.tsx';
import classes from './side-panel.module.css';

interface SidePanelProps {
  clock: PlaybackClock;
  view: RecordingView;
  session: SessionDetail | undefined;
  startedAt: number;
}

/** What happened beside the picture: events, console, network, and who it was. */
export function SidePanel({ clock, view, session, startedAt }: SidePanelProps) {
  return (
    <Tabs
      defaultValue="events"
      keepMounted={false}
      className={classes.tabs}
      classNames={{ panel: classes.panel, tab: classes.tab }}
    >
      <Tabs.List grow>
        <Tabs.Tab value="events">Events</Tabs.Tab>
        <Tabs.Tab value="console">Console{view.console.length > 0 && ` ${view.console.length}`}</Tabs.Tab>
        <Tabs.Tab value="network">Network{view.network.length > 0 && ` ${view.network.length}`}</Tabs.Tab>
        <Tabs.Tab value="details">Details</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="events">
        <EventList
          clock={clock}
          events={view.events}
          noun="events"
          empty="Pages, clicks and your own events appear here. Nothing has happened yet."
        />
      </Tabs.Panel>
      <Tabs.Panel value="console">
        <EventList
          clock={clock}
          events={view.console}
          noun="console lines"
          empty="The page wrote nothing to its console and threw no error."
        />
      </Tabs.Panel>
      <Tabs.Panel value="network">
        <EventList clock={clock} events={view.network} noun="requests" empty="The page made no requests by script." />
      </Tabs.Panel>
      <Tabs.Panel value="details">
        <Details session={session} clock={clock} startedAt={startedAt} />
      </Tabs.Panel>
    </Tabs>
  );
}
