// Sealed secrets, and the key they are sealed under.
import { chmod, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Random } from "../../contract/ids.ts";
import { createVault, openVault } from "./vault.ts";

const random: Random = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const newKey = () => random(new Uint8Array(32));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("a sealed secret", () => {
  test("opens to the same text, whatever the text", () => {
    const vault = createVault(newKey(), random);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, record) => {
        const sealed = vault.seal(text.toWellFormed(), record);
        expect(vault.open(sealed, record)).toBe(text.toWellFormed());
      }),
    );
  });

  test("names its key, shows nothing of the secret and is never the same twice", () => {
    const vault = createVault(newKey(), random);
    const sealed = vault.seal("correct horse", "888A");
    expect(sealed).toMatch(new RegExp(`^v1\\.${vault.keyId}\\.[\\w-]+\\.[\\w-]+$`));
    expect(Buffer.from(sealed.split(".")[3]!, "base64url").toString("latin1")).not.toContain("horse");
    expect(vault.seal("correct horse", "888A")).not.toBe(sealed);
  });

  test("opens for no other record", () => {
    const vault = createVault(newKey(), random);
    const sealed = vault.seal("secret", "888A");
    expect(() => vault.open(sealed, "888B")).toThrow(/888B was altered, or belongs to another record/);
  });

  test("does not open once a single bit has changed", () => {
    const vault = createVault(newKey(), random);
    const [version, keyId, iv, body] = vault.seal("secret", "888A").split(".");
    const bytes = Buffer.from(body!, "base64url");
    bytes[0]! ^= 1;
    expect(() => vault.open([version, keyId, iv, bytes.toString("base64url")].join("."), "888A")).toThrow(/altered/);
    expect(() => vault.open("v1.garbage", "888A")).toThrow(/damaged/);
  });

  test("under another key, says which key is expected and what to do", () => {
    const former = createVault(newKey(), random);
    const present = createVault(newKey(), random);
    const open = () => present.open(former.seal("secret", "888A"), "888A");
    expect(open).toThrow(new RegExp(`sealed with the key ${former.keyId}.*has the key ${present.keyId}`));
    expect(open).toThrow(/set DRAGOMAN_SECRET_KEY, or put the former secret\.key back/);
  });
});

describe("the key of a server", () => {
  let data: string;
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), "dragoman-vault-"));
  });
  afterEach(() => rm(data, { recursive: true }));

  test("is made on first start, readable by its owner only, and found again", async () => {
    const folder = join(data, "new");
    const first = await openVault({ secretKey: undefined, data: folder }, random);
    const second = await openVault({ secretKey: undefined, data: folder }, random);
    expect(second.open(first.seal("secret", "888A"), "888A")).toBe("secret");
    expect(await readdir(folder)).toEqual(["secret.key"]);
    expect((await stat(join(folder, "secret.key"))).mode & 0o777).toBe(0o600);
  });

  test("is one and the same for twenty servers that start at once", async () => {
    const vaults = await Promise.all(
      Array.from({ length: 20 }, () => openVault({ secretKey: undefined, data }, random)),
    );
    expect(new Set(vaults.map((vault) => vault.keyId)).size).toBe(1);
    expect(await readdir(data)).toEqual(["secret.key"]);
  });

  test("is refused when other users can read its file", async () => {
    await openVault({ secretKey: undefined, data }, random);
    await chmod(join(data, "secret.key"), 0o644);
    await expect(openVault({ secretKey: undefined, data }, random)).rejects.toThrow(
      /can be read by other users \(mode 644\).*chmod 600/,
    );
  });

  test("may be given as hex or as base64 in either alphabet", async () => {
    const key = newKey();
    const spellings = [hexOf(key), Buffer.from(key).toString("base64"), Buffer.from(key).toString("base64url")];
    const vaults = await Promise.all(spellings.map((secretKey) => openVault({ secretKey, data }, random)));
    expect(new Set(vaults.map((vault) => vault.keyId)).size).toBe(1);
    expect(await readdir(data)).toEqual([]);
  });

  test("is refused when it has not 32 bytes, without being shown", async () => {
    const opened = openVault({ secretKey: "not-a-key", data }, random);
    await expect(opened).rejects.toThrow(/DRAGOMAN_SECRET_KEY does not hold a key of 32 bytes/);
    await expect(opened).rejects.not.toThrow(/not-a-key/);
  });

  test("leaves no file when the data is in memory", async () => {
    const [one, other] = await Promise.all([
      openVault({ secretKey: undefined, data: ":memory:" }, random),
      openVault({ secretKey: undefined, data: ":memory:" }, random),
    ]);
    expect(one.keyId).not.toBe(other.keyId);
  });

  test("stands in its file as base64", async () => {
    await openVault({ secretKey: undefined, data }, random);
    expect(await readFile(join(data, "secret.key"), "utf8")).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  });
});
