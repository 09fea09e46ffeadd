import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { visibleText } from '../../../lib/visible-text.ts';
import type { PlacedElement } from '../model/heat-points.ts';
import classes from './element-list.module.css';

interface ElementListProps {
  placed: readonly PlacedElement[];
  hovered: string | null;
  picked: string | null;
  onHover: (selector: string | null) => void;
  onPick: (selector: string) => void;
  /** What an element of the list offers once picked. */
  children: React.ReactNode;
}

/** Elements by count: the heat in words. Pointing at one shows it on the page, and the other way round. */
export function ElementList({ placed, hovered, picked, onHover, onPick, children }: ElementListProps) {
  const list = useRef<HTMLOListElement>(null);
  const inside = useRef(false);
  const most = placed[0]?.element.count ?? 1;

  useEffect(() => {
    if (inside.current || hovered === null) return;
    list.current?.querySelector('[data-hovered]')?.scrollIntoView({ block: 'nearest' });
  }, [hovered]);

  return (
    <ol
      ref={list}
      className={classes.list}
      aria-label="Elements by clicks"
      onPointerEnter={() => {
        inside.current = true;
      }}
      onPointerLeave={() => {
        inside.current = false;
        onHover(null);
      }}
    >
      {placed.map(({ element, box }, index) => (
        <li key={element.selector} data-hovered={element.selector === hovered || undefined} className={classes.item}>
          <button
            type="button"
            className={classes.row}
            aria-expanded={element.selector === picked}
            onPointerEnter={() => onHover(element.selector)}
            onFocus={() => onHover(element.selector)}
            onBlur={() => onHover(null)}
            onClick={() => onPick(element.selector)}
          >
            <span className={classes.bar} style={{ width: `${(100 * element.count) / most}%` }} />
            <span className={classes.rank}>{index + 1}</span>
            <span className={classes.name}>
              <span className={classes.label}>{visibleText(element.label || element.selector)}</span>
              <span className={classes.selector} title={visibleText(element.selector)}>
                {visibleText(element.selector)}
              </span>
            </span>
            <span className={classes.numbers}>
              <span>{element.count.toLocaleString('en')}</span>
              <span className={classes.share}>{(element.share * 100).toFixed(1)} %</span>
            </span>
          </button>
          {element.selector === picked && (
            <div className={classes.more}>
              <Text size="xs" c="dimmed">
                By {element.visitors.toLocaleString('en')} {element.visitors === 1 ? 'visitor' : 'visitors'}.
                {!box && ' It is not on the page as recorded; its heat lies where it was on average.'}
              </Text>
              {children}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
