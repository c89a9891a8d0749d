// Builds Setup's pages from src/setup into pages/, where the server finds them; `vite` alone serves them for development.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The server that pages under development talk to. */
const SERVER = process.env.DRAGOMAN_DEV_SERVER ?? "http://127.0.0.1:8080";

/** What the server answers itself: the operator's API, pages outside Setup, and what clients ask. */
const beyond = ["/docs", "/dragoman", "/login", "/openapi.json", "/password", "/services"];

/** The server compares where a form came from with the host it was sent to: both stay as the browser has them. */
const asAsked = { target: SERVER, changeOrigin: false };

export default defineConfig(({ command }) => ({
  root: "src/setup",
  // The server keeps built files apart from pages; under development, one server answers for both.
  base: command === "serve" ? "/lightning/setup/" : "/lightning/setup/assets/",
  plugins: [react()],
  build: {
    outDir: "../../pages",
    assetsDir: "",
    emptyOutDir: true,
    target: "es2023",
    // Browsers that know light-dark() by themselves: rewritten, it would miss the theme a person has chosen.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: Object.fromEntries(beyond.map((path) => [path, asAsked])) },
}));
