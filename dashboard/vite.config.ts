import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const swaggerFiles = ['swagger-ui-bundle.js', 'swagger-ui.css'];

/** Puts Swagger UI beside the dashboard, since /api/docs may load scripts from its own origin only. */
function swaggerUi(): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: 'afterglow-swagger-ui',
    apply: 'build',
    generateBundle() {
      for (const file of swaggerFiles) {
        this.emitFile({
          type: 'asset',
          fileName: `apidocs/${file}`,
          source: readFileSync(require.resolve(`swagger-ui-dist/${file}`)),
        });
      }
    },
  };
}

const api = process.env.AFTERGLOW_API ?? 'http://localhost:4000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    tanstackRouter({
      target: 'react',
      routesDirectory: 'src/routes',
      generatedRouteTree: 'src/route-tree.gen.ts',
      addExtensions: true,
      quoteStyle: 'single',
      semicolons: true,
    }),
    react(),
    swaggerUi(),
  ],
  // Found before the first page: a package found late is bundled again, and React then stands there twice.
  optimizeDeps: { entries: ['index.html', 'src/**/!(*.test).{ts,tsx}'] },
  worker: { format: 'es' },
  build: { outDir: '../dist/dashboard', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  server: {
    proxy: Object.fromEntries(['/api', '/i', '/b', '/t.js', '/x.js', '/recorder.js', '/v'].map((path) => [path, api])),
  },
});
