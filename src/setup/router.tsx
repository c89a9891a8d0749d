// Addresses to pages: the table of places as routes, each page loaded when it is first visited.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { PAGES_PATH } from "../contract/setup-places.ts";
import { Waiting } from "./kit/answer.tsx";
import { type Place, places } from "./places.ts";
import { Allowed } from "./shell/allowed.tsx";
import { BrokenPage } from "./shell/broken-page.tsx";
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
  const routes = places.map((place) =>
    createRoute({ getParentRoute: () => root, path: `/${place.path}`, component: pageOf(place) }),
  );
  return createRouter({
    routeTree: root.addChildren([index, ...routes]),
    basepath: PAGES_PATH,
    defaultPreload: "intent",
    defaultPendingMs: 80,
    defaultPendingComponent: () => <Waiting />,
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}

/** The page of a place for those who may see it; it is loaded when somebody is about to go there. */
function pageOf({ label, right, load }: Place) {
  const Page = lazyRouteComponent(load);
  const Guarded = () => (
    <Allowed label={label} right={right}>
      <Page />
    </Allowed>
  );
  return Object.assign(Guarded, { preload: Page.preload });
}
