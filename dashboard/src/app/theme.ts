import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** The accent. Shade 8 (#C2410C) carries text: 5.2:1 on white. */
const ember: MantineColorsTuple = [
  '#fff4e6',
  '#ffe8cc',
  '#ffd8a8',
  '#ffc078',
  '#ffa94d',
  '#ff922b',
  '#f76707',
  '#e8590c',
  '#c2410c',
  '#9a3412',
];

const slate: MantineColorsTuple = [
  '#f8fafc',
  '#f1f5f9',
  '#e2e8f0',
  '#cbd5e1',
  '#94a3b8',
  '#64748b',
  '#475569',
  '#334155',
  '#1e293b',
  '#0f172a',
];

/** Dark surfaces, lightest first, as Mantine orders them: 0 text, 7 body. */
const dark: MantineColorsTuple = [
  '#d5dbe5',
  '#b3bccb',
  '#94a0b4',
  '#66738a',
  '#38445a',
  '#2a3446',
  '#1d2636',
  '#131a27',
  '#0e1420',
  '#0a0f19',
];

/** Text on the accent: Mantine chooses it for the light scheme's shade alone, but the dark one's needs dark text. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const accent = input.color === undefined || input.color === input.theme.primaryColor;
  return accent && input.variant === 'filled' ? { ...colors, color: 'var(--mantine-primary-color-contrast)' } : colors;
};

export const theme = createTheme({
  variantColorResolver,
  primaryColor: 'ember',
  primaryShade: { light: 8, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { ember, gray: slate, dark },
  black: '#0f172a',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.75rem' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.25rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.875rem' } },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  defaultRadius: 8,
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 120 } } },
    // Mantine's placeholder for the first focus is an element that a menu may not contain.
    Menu: {
      defaultProps: {
        transitionProps: { duration: 120 },
        shadow: 'md',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
    },
    Modal: {
      defaultProps: { transitionProps: { duration: 150 }, centered: true, closeButtonProps: { 'aria-label': 'Close' } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // The list itself scrolls: an area in between would have to take the focus.
    Select: { defaultProps: { size: 'sm', withScrollArea: false } },
    Autocomplete: { defaultProps: { withScrollArea: false } },
  },
});

/** Colours that mean something, the same on timelines, lists, chips and maps. Text on the surface passes 4.5:1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--ag-gutter': '24px' },
  light: {
    '--ag-better': '#0f766e',
    '--ag-worse': '#b91c1c',
    '--ag-frustration': '#a15c00',
    '--ag-error': '#c81e1e',
    '--ag-custom': '#6d28d9',
    '--ag-navigation': '#1d4ed8',
    '--ag-click': '#475569',
    '--ag-accent-shape': '#e8590c',
    '--ag-bar': '#ffe8cc',
    '--ag-bar-text': '#9a3412',
    '--ag-bar-frustration': '#fdeec4',
    '--ag-bar-error': '#fde1e1',
    '--ag-surface': '#ffffff',
    '--ag-input-border': '#8592a8',
    '--ag-skeleton': '#e8edf3',
    '--mantine-color-default-border': '#dbe2ea',
    '--mantine-color-body': '#f8fafc',
    '--mantine-color-dimmed': '#526077',
    '--mantine-color-anchor': '#c2410c',
    '--mantine-color-error': '#c81e1e',
  },
  dark: {
    '--ag-better': '#2dd4bf',
    '--ag-worse': '#f87171',
    '--ag-frustration': '#fbbf24',
    '--ag-error': '#f87171',
    '--ag-custom': '#a78bfa',
    '--ag-navigation': '#60a5fa',
    '--ag-click': '#94a3b8',
    '--ag-accent-shape': '#ff922b',
    '--ag-bar': '#4a2a12',
    '--ag-bar-text': '#ffc078',
    '--ag-bar-frustration': '#45360b',
    '--ag-bar-error': '#4c1d1d',
    '--ag-surface': '#131a27',
    '--ag-input-border': '#66738a',
    '--ag-skeleton': '#1f2939',
    '--mantine-color-default-border': '#2a3446',
    '--mantine-color-body': '#0e1420',
    '--mantine-color-dimmed': '#94a0b4',
    '--mantine-color-anchor': '#ffa94d',
    '--mantine-color-error': '#f87171',
    // Mantine's own are as loud as a fire engine on a dark surface.
    '--mantine-color-red-light': 'rgb(248 113 113 / 12%)',
    '--mantine-color-red-light-color': '#fca5a5',
    '--mantine-color-yellow-light': 'rgb(251 191 36 / 12%)',
    '--mantine-color-yellow-light-color': '#fcd34d',
  },
});
