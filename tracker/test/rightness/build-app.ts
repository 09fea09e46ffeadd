import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compile, compileModule } from 'svelte/compiler';

/** Components and modules of Svelte, as its own bundler plugins compile them. */
const svelte: Plugin = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path: filename }) => ({
      contents: compile(await readFile(filename, 'utf8'), { filename, generate: 'client', css: 'injected' }).js.code,
      loader: 'js',
    }));
    onLoad({ filter: /\.svelte\.js$/ }, async ({ path: filename }) => ({
      contents: compileModule(await readFile(filename, 'utf8'), { filename, generate: 'client' }).js.code,
      loader: 'js',
    }));
  },
};

/** A page with one of the front ends in `apps/`, built from its packages as a site would be, below what is in its body. */
export async function appPage(file: string, body: string): Promise<{ head: string; body: string }> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'apps', file)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    outdir: 'out',
    target: 'es2022',
    conditions: ['browser', 'production'],
    jsx: 'automatic',
    loader: { '.svg': 'dataurl', '.woff2': 'dataurl' },
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [svelte],
  });
  const textOf = (extension: string) => outputFiles.find((one) => one.path.endsWith(extension))?.text ?? '';
  return {
    head: `<style>${textOf('.css')}</style>`,
    body: `${body}<script>${textOf('.js').replaceAll('</script', '<\\/script')}</script>`,
  };
}
