// Starts Setup in the browser: theme, server, router, and the shell around every page.
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
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
import { schemeManager, theme } from "./theme.ts";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
const router = createSetupRouter();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
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
