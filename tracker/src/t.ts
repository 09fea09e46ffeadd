import { guard } from './core/guard.ts';
import { startTracker } from './tracker.ts';

guard(startTracker)(document.currentScript as HTMLScriptElement);
