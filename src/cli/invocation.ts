// How a person calls this program where it runs, so that what is printed can be pasted.

/** `npm run -s dragoman --` in a checkout, `npx dragoman` under npx, `dragoman` where it is installed. */
export function invocation(env: Readonly<Record<string, string | undefined>>, checkout: boolean): string {
  if (checkout) return "npm run -s dragoman --";
  return env.npm_command === "exec" ? "npx dragoman" : "dragoman";
}

/** The call that starts a server with the samples: in a checkout, npm has a shorter word for it. */
export const startCall = (self: string): string => (inCheckout(self) ? "npm start" : `${self} start`);

/** The calls that start a server, for whoever has none and may have a project. */
export const startCalls = (self: string): string => `${startCall(self)}, or for a project ${self} start <folder>`;

const inCheckout = (self: string) => self.startsWith("npm run");
