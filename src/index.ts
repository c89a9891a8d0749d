// The public entry of the package: run the server inside another program.
export { type Config, loadConfig } from "./config.ts";
export { createServer, type RunningServer, type ServerOptions } from "./server.ts";
