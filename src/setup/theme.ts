// How Setup looks: colours, sizes and the theme a person has chosen.
import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
} from "@mantine/core";

/** Green of an old sea chart. White stands on the sixth and the seventh, counted from 0, with a contrast above 4.5. */
const sea: MantineColorsTuple = [
  "#eaf6f4",
  "#d5ebe7",
  "#aad8d0",
  "#7bc4b8",
  "#52b0a1",
  "#2f9487",
  "#1d7a70",
  "#0f5e59",
  "#0b4b47",
  "#073836",
];

export const theme = createTheme({
  colors: { sea },
  primaryColor: "sea",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  fontFamily: "system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, monospace",
  headings: { fontFamily: "system-ui, sans-serif", fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 300 } },
    Modal: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } },
  },
});

/** Where the library's own colours are too faint to be read by everybody: below 4.5 against what they stand on. */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5a626b",
    "--mantine-color-placeholder": "#6a727b",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-orange-light-color": "#a33b08",
    "--mantine-color-red-light-color": "#b02525",
  },
  dark: {
    "--mantine-color-dimmed": "#a3a8ae",
    "--mantine-color-placeholder": "#92979d",
    "--mantine-color-error": "#ff8787",
  },
});

/** `theme.js` reads the same key before the page is drawn. */
export const schemeManager = localStorageColorSchemeManager({ key: "dragoman-theme" });
