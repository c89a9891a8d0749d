// Starts Setup in the browser: theme, server, router, and the shell around every page.
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./setup.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./kit/ask.ts";
import { ProofProvider } from "./kit/proof.tsx";
import { createSetupRouter } from "./router.tsx";
import { readableColors, schemeManager, theme } from "./theme.ts";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
// The scroll lock of dialogs looks for the nonce under this name.
Object.assign(window, { __webpack_nonce__: nonce });
const router = createSetupRouter();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={readableColors}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={createQueryClient()}>
        <Notifications position="bottom-right" />
        <ProofProvider>
          <RouterProvider router={router} />
        </ProofProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
