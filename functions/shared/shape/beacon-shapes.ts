/** The beacon's contract as shapes. Bundles get this file's values, made when they are built (tools/fold-shapes.ts). */
import { AnalyticsEvent, AnonymousHeader, BeaconHeader, RrwebEvent } from '#contracts/beacon.ts';
import { shapeOf } from './shape-of.ts';

export const headerShape = shapeOf(BeaconHeader);
export const anonymousShape = shapeOf(AnonymousHeader);
export const eventShape = shapeOf(AnalyticsEvent);
export const rrwebShape = shapeOf(RrwebEvent);
