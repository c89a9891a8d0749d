// Addresses to pages: the table of places as routes, each page loaded when it is first visited.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { PAGES_PATH } from "../contract/setup-places.ts";
import { Problem, Waiting } from "./kit/answer.tsx";
import { places } from "./places.ts";
import { NoSuchPage } from "./shell/no-such-page.tsx";
import { Shell } from "./shell/shell.tsx";

export function createSetupRouter() {
  const root = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage });
  const index = createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: `/${places[0]!.path}` });
    },
  });
  const routes = places.map(({ path, load }) =>
    createRoute({ getParentRoute: () => root, path: `/${path}`, component: lazyRouteComponent(load) }),
  );
  return createRouter({
    routeTree: root.addChildren([index, ...routes]),
    basepath: PAGES_PATH,
    defaultPreload: "intent",
    defaultPendingMs: 80,
    defaultPendingComponent: () => <Waiting />,
    defaultErrorComponent: ({ error, reset }) => <Problem error={error as Error} onRetry={reset} />,
    scrollRestoration: true,
  });
}
