import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What the recorder calls on the canvas recording that it does not have. */
const stand = `class CanvasManager {
  reset() {} freeze() {} unfreeze() {} lock() {} unlock() {}
}
`;

/**
 * Takes the recording of canvases, which is never switched on, out of rrweb: an eighth of its bytes, and a
 * Blob that it makes at load. Fails when the source no longer has the places it cuts at.
 */
export const withoutCanvas: Plugin = {
  name: 'without-canvas',
  setup(build) {
    build.onLoad({ filter: /@rrweb[\\/]record[\\/]dist[\\/]record\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const start = source.indexOf('const jsContent = ');
      const end = source.indexOf('class StylesheetManager {');
      const manager = source.indexOf('class CanvasManager {');
      if (start < 0 || manager < start || end < manager) {
        throw new Error('@rrweb/record has changed: see where its CanvasManager is now, and mend without-canvas.ts.');
      }
      return { contents: source.slice(0, start) + stand + source.slice(end), loader: 'js' };
    });
  },
};
