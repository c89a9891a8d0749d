// Token requests that give the same still-valid token again, beside a bare server that answers a fixed body.
import { measureCrowd } from "./crowd.ts";
import { call, manySockets, text } from "./load.ts";
import { type Bench, type Figure, median } from "./measure.ts";
import { type Served, serveChild } from "./serve-child.ts";

const SECONDS = 4;
const CLIENTS = 32;

async function drive(target: Served): Promise<{ perSecond: number; p50: number }> {
  const sockets = manySockets();
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: target.consumerKey,
    client_secret: target.consumerSecret,
  }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const ask = async () => {
    const began = performance.now();
    const response = await call(sockets, target.origin, { path: "/services/oauth2/token", headers, body });
    const reply = await text(response);
    if (response.statusCode !== 200) throw new Error(`token: ${response.statusCode} ${reply}`);
    return performance.now() - began;
  };
  for (let i = 0; i < 200; i++) await ask();
  const times: number[] = [];
  const began = performance.now();
  const until = began + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < until) times.push(await ask());
    }),
  );
  const elapsed = (performance.now() - began) / 1000;
  sockets.destroy();
  return { perSecond: times.length / elapsed, p50: median(times) };
}

export const tokens: Bench = {
  name: "tokens",
  about:
    "token requests by client credentials; the floor is bare node:http with a fixed body. Then refreshes in a crowd of apps",
  run: async (progress) => {
    const figures: Figure[] = [];
    const rates: number[] = [];
    for (const kind of ["server", "floor"] as const) {
      progress(kind);
      const child = await serveChild(kind, {});
      try {
        const { perSecond, p50 } = await drive(child.target);
        rates.push(perSecond);
        figures.push(
          {
            name: `${kind}: token requests, ${CLIENTS} clients`,
            value: perSecond,
            unit: "/s",
            ...(kind === "server" ? { atLeast: 5000 } : {}),
          },
          { name: `${kind}: p50`, value: p50, unit: "ms" },
        );
      } finally {
        await child.stop();
      }
    }
    const share = { name: "share of the floor", value: (100 * rates[0]!) / rates[1]!, unit: "%" };
    return [...figures, share, ...(await measureCrowd(progress))];
  },
};
