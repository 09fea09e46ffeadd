/** A font of few letters. */
export const smallFont = new URL(
  '../../../node_modules/@fontsource-variable/inter/files/inter-vietnamese-wght-normal.woff2',
  import.meta.url,
);
