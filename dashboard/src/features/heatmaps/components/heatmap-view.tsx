import { Alert, Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { Heatmap, HeatmapType } from '#contracts/answers.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import { Loading } from '../../../components/loading.tsx';
import { fileName, saveFile } from '../../../lib/save-file.ts';
import { useSnapshot } from '../hooks/use-snapshot.ts';
import { boxOnPage, findElement } from '../model/find-element.ts';
import { heatmapCsv } from '../model/heat-csv.ts';
import { paintField } from '../model/heat-field.ts';
import { heatLayer } from '../model/heat-layer.ts';
import type { PlacedElement } from '../model/heat-points.ts';
import { rampTable } from '../model/heat-ramp.ts';
import { pageImage } from '../model/page-image.ts';
import { BandList } from './band-list.tsx';
import { ElementList } from './element-list.tsx';
import { HeatLegend } from './heat-legend.tsx';
import { HeatStage } from './heat-stage.tsx';
import { type HeatLook, HeatToolbar } from './heat-toolbar.tsx';
import classes from './heatmap-view.module.css';
import type { ShownPage } from './recorded-page.tsx';

interface HeatmapViewProps {
  project: string;
  path: string;
  type: HeatmapType;
  device: DeviceClass;
  onType: (type: HeatmapType) => void;
  onDevice: (device: DeviceClass) => void;
  /** Undefined while it loads for the first time. */
  heatmap: Heatmap | undefined;
  /** The heatmap on show is of an earlier choice. */
  stale: boolean;
  /** In place of the map when it could not be had. */
  failure: ReactNode;
  /** The way to the recordings of this page. */
  recordings: ReactNode;
}

/** Bands lie over the whole page, which must stay readable under them. */
const bandOpacity = 0.6;
const noPage = { width: 1280, height: 1600 };

/** A page's heat: kinds and looks above, the page in the middle, the ranking right. */
export function HeatmapView(props: HeatmapViewProps) {
  const { path, type, device, onType, onDevice, heatmap, stale, failure, recordings } = props;
  const [look, setLook] = useState<HeatLook>({ opacity: 0.85, radius: 40 });
  const [hovered, setHovered] = useState<string | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [shown, setShown] = useState<ShownPage | null>(null);
  const [isDamaged, setDamaged] = useState(false);
  const snapshot = useSnapshot(heatmap?.snapshot ?? null);
  const recorded = snapshot.state.status === 'ready' ? snapshot.state : undefined;
  const radius = useDeferredValue(look.radius);

  const page = useMemo(() => shown ?? sizeOf(heatmap), [shown, heatmap]);
  const placed = useMemo((): PlacedElement[] => {
    const ranked = (heatmap?.elements ?? []).toSorted((a, b) => b.count - a.count);
    return ranked.map((element) => {
      const found = shown && findElement(shown.document, element.selector);
      return { element, box: found ? boxOnPage(found) : null };
    });
  }, [heatmap, shown]);
  const layer = useMemo(() => heatmap && heatLayer(heatmap, placed, page, radius), [heatmap, placed, page, radius]);

  const name = fileName('heatmap', type, path, device);
  const savePng = async () => {
    if (!layer) return;
    const { field, most } = layer;
    const heat = await createImageBitmap(
      new ImageData(paintField(field, most, rampTable()), field.columns, field.rows),
    );
    saveFile(`${name}.png`, await pageImage(shown?.document, page, heat, look.opacity));
  };
  const onPng = () => {
    savePng().catch((error: unknown) => {
      notifications.show({
        color: 'red',
        title: 'No picture',
        message: error instanceof Error ? error.message : String(error),
      });
    });
  };
  const onCsv = heatmap && (() => saveFile(`${name}.csv`, new Blob([heatmapCsv(heatmap, type)], { type: 'text/csv' })));
  const pick = (selector: string) => setPicked((before) => (before === selector ? null : selector));

  return (
    <div className={classes.view}>
      <HeatToolbar
        {...{ type, device, look, onType, onDevice }}
        onLook={setLook}
        onPng={heatmap && onPng}
        onCsv={onCsv}
      />
      {failure}
      {!failure && (!heatmap || !layer) && <Loading what="the heatmap" className={classes.loading} />}
      {!failure && heatmap && layer && (
        <div className={classes.columns} data-stale={stale || undefined}>
          <section className={classes.map} aria-label={`Heat on ${path}`}>
            <div className={classes.facts}>
              <Text size="sm">{samplesText(heatmap, type)}</Text>
              {heatmap.samples > 0 && <HeatLegend {...layer.legend} />}
            </div>
            <SnapshotNotice state={snapshot.state} isDamaged={isDamaged} heatmap={heatmap} onRetry={snapshot.retry} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by the keyboard */}
            <section className={classes.scroller} aria-label="The page under the heat" tabIndex={0}>
              <HeatStage
                {...{ heatmap, recorded, page, layer, placed, hovered }}
                project={props.project}
                opacity={layer.field.columns === 1 ? look.opacity * bandOpacity : look.opacity}
                onHover={setHovered}
                onPick={pick}
                onShown={setShown}
                onDamaged={setDamaged}
              />
            </section>
          </section>
          <aside className={classes.side} aria-label="The heat in words">
            {!picked && recordings}
            {heatmap.samples === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing to rank yet.
              </Text>
            ) : heatmap.elements ? (
              <ElementList {...{ placed, hovered, picked }} onHover={setHovered} onPick={pick}>
                {recordings}
              </ElementList>
            ) : (
              <BandList heatmap={heatmap} type={type} pageHeight={page.height} />
            )}
          </aside>
        </div>
      )}
    </div>
  );
}

function sizeOf(heatmap: Heatmap | undefined) {
  const page = heatmap?.snapshot ?? heatmap?.page;
  return page && page.width > 0 && page.height > 0 ? { width: page.width, height: page.height } : noPage;
}

function samplesText({ samples, elements }: Heatmap, type: HeatmapType): string {
  const count = samples.toLocaleString('en');
  if (elements) return samples === 1 ? '1 click' : `${count} clicks`;
  if (type === 'move') return samples === 1 ? '1 sample of movement' : `${count} samples of movement`;
  return samples === 1 ? '1 pageview' : `${count} pageviews`;
}

interface SnapshotNoticeProps {
  state: ReturnType<typeof useSnapshot>['state'];
  /** The page is there and cannot be shown. */
  isDamaged: boolean;
  heatmap: Heatmap;
  onRetry: () => void;
}

/** Why there is heat without a page, or a page without heat. */
function SnapshotNotice({ state, isDamaged, heatmap, onRetry }: SnapshotNoticeProps) {
  if (state.status === 'failed') {
    return (
      <Alert color="red" p="xs">
        The recorded page could not be shown. {state.message}{' '}
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Alert>
    );
  }
  if (heatmap.samples === 0) {
    return (
      <Alert color="gray" p="xs">
        Nothing of this kind happened here in these days on this device. Choose other dates, another device or another
        kind of heat.
      </Alert>
    );
  }
  if (isDamaged) {
    return (
      <Alert color="gray" p="xs">
        The recording of this page is damaged and cannot be shown, so the heat lies on a blank page of its size. The
        next recorded visit brings another.
      </Alert>
    );
  }
  if (state.status === 'none') {
    return (
      <Alert color="gray" p="xs">
        No visit of this page has been recorded on this device yet, so the heat lies on a blank page of its size. The
        next recorded visit brings the page.
      </Alert>
    );
  }
  return null;
}
