// Whether this machine has Python, which no package brings: what is written in it is run where it can be.
import { spawnSync } from "node:child_process";

/** True where `python3` can be started. */
export const hasPython = (): boolean => spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
