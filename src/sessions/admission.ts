// Who may begin a session or a turn: asked before anything is stored, and refused with the seconds after which to come again.
import type { Limited } from "../contract/limits.ts";
import { refused, refusedFor } from "../contract/problems.ts";
import type { SessionKey } from "../store/sessions.ts";
import type { Places } from "./places.ts";
import type { Rates } from "./rates.ts";

type Of = Pick<SessionKey, "orgId" | "appId">;

export interface Admission {
  /** @throws Refused `limit_reached` when a session more would be too many */
  toStart(of: Of): Promise<void>;
  /**
   * Let a turn in. What it gives is to be called when the turn is over.
   * @throws Refused `limit_reached` when a turn more would be too many, `unavailable` when this server runs as many as it may
   */
  toSend(of: Of): Promise<() => void>;
}

export interface AdmissionPorts {
  readonly limitsOf: (orgId: string, appId: string) => Promise<readonly Limited[]>;
  readonly rates: Rates;
  readonly places: Places;
  /** Turns that clients may have running on this server. */
  readonly turnsHere: number;
  /** Resolves once this server counts as alive: the others count the places of such servers only. */
  readonly held: () => Promise<void>;
}

/** Seconds after which a turn may have ended. */
const PLACE_S = 1;

const requests = {
  sendsPerMinute: (most: number) => `send ${most} messages a minute`,
  startsPerMinute: (most: number) => `start ${most} sessions a minute`,
} as const;

export function openAdmission({ limitsOf, rates, places, turnsHere, held }: AdmissionPorts): Admission {
  let here = 0;

  const rated = async (limited: readonly Limited[], name: keyof typeof requests) => {
    for (const { whose, limits, ...holder } of limited) {
      const most = limits[name];
      const waitMs = most === undefined ? 0 : await rates.take(holder, name, most);
      if (waitMs === 0) continue;
      throw refusedFor(Math.ceil(waitMs / 1000), "limit_reached", `the ${whose}`, requests[name](most!), name);
    }
  };
  const placed = async (limited: readonly Limited[], leaves: (() => void)[]) => {
    for (const { whose, limits, ...holder } of limited) {
      const most = limits.turnsAtOnce;
      if (most === undefined) continue;
      await held();
      const leave = await places.enter(holder, most);
      if (!leave) {
        throw refusedFor(PLACE_S, "limit_reached", `the ${whose}`, `have ${most} turns running at once`, "turnsAtOnce");
      }
      leaves.push(leave);
    }
  };

  return {
    toStart: async ({ orgId, appId }) => rated(await limitsOf(orgId, appId), "startsPerMinute"),
    toSend: async ({ orgId, appId }) => {
      if (here >= turnsHere) {
        const why =
          "this server runs as many turns as it may (DRAGOMAN_TURNS_AT_ONCE). Send the request again in a moment";
        throw refused("unavailable", why);
      }
      here += 1;
      const leaves = [
        () => {
          here -= 1;
        },
      ];
      const leave = () => {
        for (const each of leaves.splice(0)) each();
      };
      try {
        const limited = await limitsOf(orgId, appId);
        await placed(limited, leaves);
        await rated(limited, "sendsPerMinute");
        return leave;
      } catch (cause) {
        leave();
        throw cause;
      }
    },
  };
}
