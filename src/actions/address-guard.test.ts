// Which addresses an action may reach, and that a name is judged by where it leads.
import type { LookupAddress } from "node:dns";
import { createServer, type Server } from "node:http";
import { type AddressInfo, isIP, type LookupFunction } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AddressRefused, guardedAgent, isPublic } from "./address-guard.ts";

describe("a public address", () => {
  test.for(["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])("%s is one", (address) => {
    expect(isPublic(address)).toBe(true);
  });

  test.for([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:a00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "localhost",
    "2130706433",
    "",
  ])("%s is none", (address) => {
    expect(isPublic(address)).toBe(false);
  });
});

describe("the address guard", () => {
  let server: Server;
  let port = 0;
  let reached = 0;
  beforeAll(async () => {
    server = createServer((_, response) => {
      reached += 1;
      response.end("inside");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  /** A name server that gives each answer once, in order. */
  const resolving = (...answers: string[][]): LookupFunction & { asked(): number } => {
    let asked = 0;
    const lookup: LookupFunction = (_, __, callback) => {
      const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: isIP(address) })),
      );
    };
    return Object.assign(lookup, { asked: () => asked });
  };
  const reach = async (url: string, allow: readonly string[] = [], lookup?: LookupFunction) => {
    const dispatcher = guardedAgent(allow, lookup);
    try {
      return await (await request(url, { dispatcher, signal: AbortSignal.timeout(500) })).body.text();
    } finally {
      await dispatcher.destroy();
    }
  };

  test.for(["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::1]"])(
    "refuses http://%s",
    async (host) => {
      const before = reached;
      await expect(reach(`http://${host}:${port}/`)).rejects.toBeInstanceOf(AddressRefused);
      expect(reached).toBe(before);
    },
  );

  test("reaches a private place that is allowed by host and port, and no other port of it", async () => {
    expect(await reach(`http://127.0.0.1:${port}/`, [`127.0.0.1:${port}`])).toBe("inside");
    await expect(reach(`http://127.0.0.1:${port}/`, ["127.0.0.1:1"])).rejects.toBeInstanceOf(AddressRefused);
  });

  test("allows a name wherever it leads, once that name is allowed", async () => {
    expect(await reach(`http://localhost:${port}/`, [`localhost:${port}`])).toBe("inside");
  });

  test("refuses a name that resolves to a private address", async () => {
    const lookup = resolving(["127.0.0.1"]);
    await expect(reach(`http://rebind.example:${port}/`, [], lookup)).rejects.toBeInstanceOf(AddressRefused);
  });

  test("refuses a name of which only one address is private", async () => {
    const lookup = resolving(["93.184.216.34", "127.0.0.1"]);
    await expect(reach(`http://rebind.example:${port}/`, [], lookup)).rejects.toBeInstanceOf(AddressRefused);
  });

  test("connects to the address it judged: a name is looked up once for a connection", async () => {
    const before = reached;
    // First public, then loopback: whoever looked twice would land inside.
    const lookup = resolving(["2a00::1"], ["127.0.0.1"]);
    await expect(reach(`http://rebind.example:${port}/`, [], lookup)).rejects.toThrow();
    expect(lookup.asked()).toBe(1);
    expect(reached).toBe(before);
  });

  test("says what to do, and not which address was behind the name", async () => {
    const refused = await reach(`http://rebind.example:${port}/`, [], resolving(["10.9.8.7"])).catch(String);
    expect(refused).toContain("DRAGOMAN_ACTION_ALLOW_PRIVATE");
    expect(refused).not.toContain("10.9.8.7");
  });
});
