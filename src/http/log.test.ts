// What a line of the log looks like, and what never gets into one.
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLog, type LogSettings } from "./log.ts";

/** A log and what it wrote. */
function recorded(settings: Partial<LogSettings> = {}, isTTY = false) {
  const stream: PassThrough & { isTTY?: boolean } = new PassThrough();
  stream.isTTY = isTTY;
  let text = "";
  stream.on("data", (chunk) => {
    text += chunk;
  });
  return { log: createLog({ logLevel: "info", logFormat: "auto", ...settings }, stream), written: () => text };
}

test("a line is a JSON object with a level, a time and the request's id", () => {
  const { log, written } = recorded();
  log.child({ requestId: "r-1" }).info({ status: 404 }, "refused");
  expect(JSON.parse(written())).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    requestId: "r-1",
    status: 404,
    msg: "refused",
  });
});

test("on a terminal a line is text, unless JSON is asked for", async () => {
  const terminal = recorded({}, true);
  terminal.log.info({ port: 4080 }, "listening");
  await expect.poll(terminal.written).toContain("listening");
  expect(terminal.written()).not.toMatch(/^\{/);

  const asked = recorded({ logFormat: "json" }, true);
  asked.log.info("listening");
  expect(JSON.parse(asked.written())).toMatchObject({ msg: "listening" });
});

test("a message that quotes others stays one line and holds no escape sequence", async () => {
  const { log, written } = recorded({ logFormat: "text" });
  log.warn("it threw Error: password=hunter2\n[10:00:00] INFO: all is well \u001b[2J\u009b2J");
  await expect.poll(written).toContain("it threw");
  expect(written().trim().split("\n")).toHaveLength(1);
  expect(written()).toContain("password=[secret]\\n[10:00:00] INFO: all is well \\x1b[2J\\x9b2J");
});

test("lines below the level are not written, and `silent` writes none", () => {
  const warn = recorded({ logLevel: "warn" });
  warn.log.info("quiet");
  const silent = recorded({ logLevel: "silent" });
  silent.log.fatal("loud");
  expect(warn.written() + silent.written()).toBe("");
});

test("I1: fields that hold secrets are covered, at the top and one level down", () => {
  const { log, written } = recorded();
  log.info(
    { authorization: "Bearer s3cr3t", headers: { cookie: "sid=s3cr3t" }, app: { client_secret: "s3cr3t" } },
    "x",
  );
  expect(written()).not.toContain("s3cr3t");
  expect(written()).toContain("[secret]");
});

test("I1: credentials inside an error's text are cut out, those of its causes too", () => {
  const { log, written } = recorded();
  const cause = new Error("GET https://user:s3cr3t@example.test?client_secret=s3cr3t&x=1");
  log.error({ err: new Error("sent Authorization: Bearer s3cr3t.s3cr3t-s3cr3t", { cause }) }, "failed");
  expect(written()).not.toContain("s3cr3t");
  expect(JSON.parse(written()).err.cause.message).toBe(
    "GET https://user:[secret]@example.test?client_secret=[secret]&x=1",
  );
});

test("I1: every secret of an OAuth form is cut out of a text, whatever its name begins with", () => {
  const { log, written } = recorded();
  const names = ["client_assertion", "assertion", "code", "code_verifier", "id_token", "refresh_token", "token", "otp"];
  log.error({ err: new Error(names.map((name) => `${name}=s3cr3t`).join("&")) }, "failed");
  log.info({ client_assertion: "s3cr3t", form: { code_verifier: "s3cr3t" } }, "x");
  expect(written()).not.toContain("s3cr3t");
});

test.each(["json", "text"] as const)(
  "a line break or an escape sequence in a value cannot forge a line of the %s log",
  async (logFormat) => {
    const { log, written } = recorded({ logFormat });
    const forged = 'x\n{"level":"info","msg":"forged"}\r\u001b[2K';
    log.info({ route: forged, err: new Error(forged) }, "refused");
    await expect.poll(written).toContain("refused");
    expect(written()).not.toContain("\u001b[2K");
    expect(written()).not.toMatch(/^\{"level":"info","msg":"forged"\}/m);
  },
);
