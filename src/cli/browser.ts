// Opens a URL in the browser of whoever sits at this machine.
import { spawn } from "node:child_process";

/** The system's own program that opens a URL. It gets the URL as one argument: no shell reads it. */
const openers: Readonly<Record<string, readonly [program: string, ...args: readonly string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
  linux: ["xdg-open"],
};

/**
 * Open a URL. False when it cannot be done here, as on a machine without a screen. The program is left to itself once it
 * has started; one that fails within a second counts as failed.
 */
export function openBrowser(url: string, platform: string): Promise<boolean> {
  const [program, ...args] = openers[platform] ?? ["xdg-open"];
  return new Promise((resolve) => {
    const child = spawn(program, [...args, new URL(url).href], { stdio: "ignore", detached: true, shell: false });
    const started = setTimeout(() => resolve(true), PATIENCE_MS);
    const settle = (opened: boolean) => {
      clearTimeout(started);
      resolve(opened);
    };
    child.on("error", () => settle(false));
    child.on("exit", (code) => settle(code === 0));
    child.unref();
  });
}

const PATIENCE_MS = 1000;
