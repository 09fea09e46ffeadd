import {
  IconAlertTriangle,
  IconBolt,
  IconClick,
  IconFile,
  IconFlame,
  IconHandOff,
  IconMessage,
  IconNetwork,
  IconPlayerPlay,
  IconUser,
} from '@tabler/icons-react';
import { markOf, type ShownEvent } from '../model/timeline-event.ts';
import classes from './marks.module.css';

const icons: Partial<Record<ShownEvent['kind'], typeof IconFile>> = {
  pageview: IconFile,
  click: IconClick,
  rage: IconFlame,
  dead: IconHandOff,
  errorClick: IconAlertTriangle,
  error: IconAlertTriangle,
  event: IconBolt,
  identify: IconUser,
  console: IconMessage,
  request: IconNetwork,
  media: IconPlayerPlay,
};

/** An event's sign in the colour of its kind. */
export function MarkIcon({ event }: { event: ShownEvent }) {
  const Icon = icons[event.kind] ?? IconBolt;
  const failed = event.kind === 'request' && (event.status === 0 || event.status >= 400);
  const bad = failed || (event.kind === 'console' && event.level === 'error');
  const mark = bad ? 'error' : (markOf(event) ?? 'click');
  return <Icon size={16} stroke={1.75} className={classes[mark]} aria-hidden />;
}
