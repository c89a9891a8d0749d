// Setup as a test finds it: a server with a project, a browser before it, and the first admin logged in.
import type { Browser } from "playwright-core";
import { openClosers } from "../../src/closers.ts";
import type { Config } from "../../src/config.ts";
import { enterSetup, newVisitor, openChromium, type Visitor } from "./chromium.ts";
import type { TestProject } from "./project.ts";
import { startTestServer, type TestServer } from "./server.ts";

export interface SetupOptions {
  readonly config?: Partial<Config>;
  /** Done before anybody logs in. */
  readonly first?: (server: TestServer) => Promise<unknown>;
}

export interface OpenPages {
  readonly server: TestServer;
  readonly browser: Browser;
  /** The first admin with a fresh profile, at Setup's home page or at a page below the address of Setup's pages. */
  visitorAt(path?: string): Promise<Visitor>;
  /** Close the browser and the server, and remove a project that was made for them. */
  close(): Promise<void>;
}

export interface OpenSetup extends OpenPages, Visitor {
  /** Go to a page below the address of Setup's pages. */
  goTo(path: string): Promise<void>;
}

const addressOf = (server: TestServer, path: string) => `${server.origin}/lightning/setup/${path}`;

/**
 * A server and a browser at which nobody is logged in.
 * @param project a folder, from the root of the repository, or one that is the test's own; the conformance suite's if left out
 */
export async function openPages(project?: string | TestProject, options: SetupOptions = {}): Promise<OpenPages> {
  const { config, first } = options;
  const closers = openClosers();
  try {
    const path = typeof project === "object" ? closers.add(project, (own) => own.remove()).path : project;
    const starting = startTestServer({ ...(path !== undefined && { project: path }), ...(config && { config }) });
    const opening = openChromium();
    await Promise.allSettled([starting, opening]);
    const browser = closers.add(await opening, (each) => each.close());
    const server = closers.add(await starting, (each) => each.close());
    await first?.(server);
    return {
      server,
      browser,
      visitorAt: async (place) => {
        const visitor = await newVisitor(browser);
        await enterSetup(visitor.page, server);
        if (place !== undefined) await visitor.page.goto(addressOf(server, place));
        return visitor;
      },
      close: closers.close,
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/**
 * A server, a browser, and the first admin on Setup's home page.
 * @param project as `openPages` takes it
 */
export async function openSetup(project?: string | TestProject, options: SetupOptions = {}): Promise<OpenSetup> {
  const pages = await openPages(project, options);
  const { server } = pages;
  try {
    const visitor = await pages.visitorAt();
    return {
      ...pages,
      ...visitor,
      goTo: async (path) => {
        await visitor.page.goto(addressOf(server, path));
      },
    };
  } catch (error) {
    await pages.close();
    throw error;
  }
}
