// How Setup looks: colours, sizes and the theme a person has chosen.
import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from "@mantine/core";

/** Green of an old sea chart. The seventh stands on white, and white on it, with a contrast above 4.5. */
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
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  fontFamily: "system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, monospace",
  headings: { fontFamily: "system-ui, sans-serif", fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: { Tooltip: { defaultProps: { openDelay: 300 } } },
});

/** `theme.js` reads the same key before the page is drawn. */
export const schemeManager = localStorageColorSchemeManager({ key: "dragoman-theme" });
