/** What a site puts into its pages, by the way it is built. */

interface Delivery {
  path: string | null;
  file: string | null;
}

/** Where a project's pages load the tracker from: under a name of its own, once both parts of it are set. */
export const trackerAddress = (origin: string, { path, file }: Delivery): string =>
  path && file ? `${origin}/${path}/${file}.js` : `${origin}/t.js`;

/** The one line that brings the tracker. */
export const scriptTag = (address: string, key: string): string =>
  `<script async src="${address}" data-key="${key}"></script>`;

/** Lets pages call `afterglow(…)` before the tracker has loaded; the calls are kept for it. */
export const stubTag =
  '<script>window.afterglow=window.afterglow||function(){(afterglow.q=afterglow.q||[]).push(arguments)}</script>';

/** The directive by which browsers report what a policy stops of the tracker at `origin`; reports about other hosts are not kept. */
export const reportDirective = (origin: string, key: string): string =>
  `report-uri ${origin}/i/csp?k=${key}&h=${new URL(origin).host}`;

export interface InstallWay {
  name: string;
  /** Where the code goes. */
  where: string;
  code: string;
}

/** The snippet for every kind of site that Settings knows. */
export function installWays(address: string, key: string): InstallWay[] {
  const tag = scriptTag(address, key);
  return [
    { name: 'HTML', where: 'Into the <head> of every page.', code: tag },
    {
      name: 'React',
      where: 'Into index.html, before </head>. Changes of the route are seen by themselves.',
      code: tag,
    },
    {
      name: 'Next',
      where: 'Into app/layout.tsx.',
      code: `import Script from 'next/script';

export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Script src="${address}" data-key="${key}" strategy="afterInteractive" />
      </body>
    </html>
  );
}`,
    },
    {
      name: 'Vue',
      where: 'Into index.html, before </head>; with Nuxt, into nuxt.config.ts as below.',
      code: `${tag}

// nuxt.config.ts
export default defineNuxtConfig({
  app: { head: { script: [{ src: '${address}', async: true, 'data-key': '${key}' }] } },
});`,
    },
    {
      name: 'Svelte',
      where: 'Into src/app.html, before %sveltekit.head%; without SvelteKit, into index.html.',
      code: tag,
    },
    {
      name: 'WordPress',
      where: "Into the theme's functions.php, or the tag alone into any plug-in for code in the head.",
      code: `add_action('wp_head', function () {
  echo '${tag}';
});`,
    },
    {
      name: 'Shopify',
      where: 'Online Store, Themes, Edit code: into layout/theme.liquid, before </head>.',
      code: tag,
    },
    {
      name: 'GTM',
      where: 'As a tag of the type Custom HTML, with the trigger Initialization - All Pages.',
      // Tag Manager drops attributes of script tags that it does not know, so the tag is made by hand.
      code: `<script>
  (function () {
    var tag = document.createElement('script');
    tag.async = true;
    tag.src = '${address}';
    tag.setAttribute('data-key', '${key}');
    document.head.appendChild(tag);
  })();
</script>`,
    },
  ];
}
