import { Text } from '@mantine/core';
import type { Heatmap, HeatmapType } from '#contracts/answers.ts';
import { tenths } from '../model/heat-points.ts';
import { reachLines } from '../model/scroll-reach.ts';
import classes from './band-list.module.css';

interface BandListProps {
  heatmap: Heatmap;
  type: HeatmapType;
  /** CSS px */
  pageHeight: number;
}

/** Scroll, movement and attention in words: what the colours say, by depth. */
export function BandList({ heatmap, type, pageHeight }: BandListProps) {
  const { caption, rows } = bands(heatmap, type, pageHeight);
  const most = Math.max(...rows.map(({ share }) => share), Number.EPSILON);
  return (
    <table className={classes.table}>
      <caption>
        <Text size="xs" c="dimmed" ta="left" pb={8}>
          {caption}
        </Text>
      </caption>
      <tbody>
        {rows.map(({ name, share }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className={classes.cell}>
              <span className={classes.bar} style={{ width: `${(100 * share) / most}%` }} />
            </td>
            <td className={classes.share}>{(share * 100).toFixed(0)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function bands({ reach, fold, cells }: Heatmap, type: HeatmapType, pageHeight: number) {
  const px = (share: number) => `${Math.round(share * pageHeight).toLocaleString('en')} px`;
  if (reach) {
    const lines = reachLines(reach, [0.9, 0.75, 0.5, 0.25, 0.1]);
    const foldText = fold === undefined ? '' : ` The fold is at ${px(fold)} on the median.`;
    return {
      caption: `Share of pageviews that came this far down.${foldText}`,
      rows: lines.map(({ share, depth }) => ({ name: px(depth), share })),
    };
  }
  const what = type === 'attention' ? 'time' : 'movement';
  const shares = cells ? tenths(cells) : [];
  return {
    caption: `Where the ${what} went, by tenths of the page from top to bottom.`,
    rows: shares.map((share, index) => ({ name: `${index * 10}–${index * 10 + 10} %`, share })),
  };
}
