import { Text } from '@mantine/core';
import type { eventWithTime } from '@rrweb/types';
import { type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Heatmap } from '#contracts/answers.ts';
import type { KeptFiles } from '../../../lib/replay/kept-files.ts';
import { visibleText } from '../../../lib/visible-text.ts';
import type { HeatLayer } from '../model/heat-layer.ts';
import { elementAt, type PlacedElement } from '../model/heat-points.ts';
import { reachLines } from '../model/scroll-reach.ts';
import { HeatCanvas } from './heat-canvas.tsx';
import classes from './heat-stage.module.css';
import { RecordedPage, type ShownPage } from './recorded-page.tsx';
import { ScrollLines } from './scroll-lines.tsx';

interface HeatStageProps {
  project: string;
  heatmap: Heatmap;
  /** rrweb events of the recorded page; undefined where there is none (yet). */
  recorded: { events: readonly eventWithTime[]; files: KeptFiles } | undefined;
  page: { width: number; height: number };
  layer: HeatLayer;
  placed: readonly PlacedElement[];
  opacity: number;
  /** Selector of the element that is pointed at, here or in the list. */
  hovered: string | null;
  onHover: (selector: string | null) => void;
  onPick: (selector: string) => void;
  onShown: (page: ShownPage | null) => void;
  onDamaged: (isDamaged: boolean) => void;
}

/** The page as it was recorded, with the heat on it. */
export function HeatStage(props: HeatStageProps) {
  const { project, heatmap, recorded, page, layer, placed, opacity, hovered, onHover, onPick, onShown, onDamaged } =
    props;
  const stage = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);

  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);

  const scale = Math.min(1, width / page.width);
  const lines = useMemo(() => reachLines(heatmap.reach ?? []), [heatmap]);
  const target = placed.find(({ element }) => element.selector === hovered);
  const under = (event: PointerEvent) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return elementAt(placed, (event.clientX - bounds.left) / scale, (event.clientY - bounds.top) / scale);
  };

  return (
    <div ref={stage} className={classes.stage}>
      <div className={classes.page} style={{ width: page.width * scale, height: page.height * scale }}>
        <div className={classes.scaled} style={{ width: page.width, transform: `scale(${scale})` }}>
          {recorded && (
            <RecordedPage {...{ project, onShown, onDamaged }} events={recorded.events} files={recorded.files} />
          )}
        </div>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list beside it does the same with the keyboard */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the list beside it is the accessible way */}
        <div
          className={classes.overlay}
          onPointerMove={(event) => onHover(under(event)?.element.selector ?? null)}
          onPointerLeave={() => onHover(null)}
          onClick={() => hovered && onPick(hovered)}
        >
          <HeatCanvas field={layer.field} most={layer.most} opacity={opacity} />
          {heatmap.reach && heatmap.samples > 0 && <ScrollLines lines={lines} fold={heatmap.fold} />}
          {target?.box && (
            <div
              className={classes.target}
              style={{
                left: target.box.x * scale,
                top: target.box.y * scale,
                width: target.box.width * scale,
                height: target.box.height * scale,
              }}
            >
              <Text span size="xs" className={classes.caption}>
                {visibleText(target.element.label || target.element.selector)} ·{' '}
                {target.element.count.toLocaleString('en')} · {(target.element.share * 100).toFixed(1)} %
              </Text>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
