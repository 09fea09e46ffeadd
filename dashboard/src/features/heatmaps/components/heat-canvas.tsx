import { useEffect, useRef } from 'react';
import { type HeatField, paintField } from '../model/heat-field.ts';
import { rampTable } from '../model/heat-ramp.ts';
import classes from './heat-canvas.module.css';

const table = rampTable();

interface HeatCanvasProps {
  field: HeatField;
  /** What counts as hottest. */
  most: number;
  opacity: number;
}

/** Heat over the page; the list beside it says the same in words. */
export function HeatCanvas({ field, most, opacity }: HeatCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.canvas.width = field.columns;
    context.canvas.height = field.rows;
    context.putImageData(new ImageData(paintField(field, most, table), field.columns, field.rows), 0, 0);
  }, [field, most]);

  return <canvas ref={canvas} className={classes.heat} style={{ opacity }} aria-hidden />;
}
