import { startTracker } from './tracker.ts';

startTracker(document.currentScript as HTMLScriptElement);
