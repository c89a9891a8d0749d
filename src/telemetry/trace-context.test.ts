import { describe, expect, test } from "vitest";
import { readTraceparent, traceIdOf, writeTraceparent } from "./trace-context.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("a traceparent", () => {
  test("is read and written as W3C Trace Context has it", () => {
    const context = { traceId: TRACE, spanId: SPAN, sampled: true };
    expect(readTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual(context);
    expect(writeTraceparent(context)).toBe(`00-${TRACE}-${SPAN}-01`);
    expect(readTraceparent(`00-${TRACE}-${SPAN}-00`)?.sampled).toBe(false);
  });

  test("of a later version is read as far as it is known (§3.2.4)", () => {
    expect(readTraceparent(`01-${TRACE}-${SPAN}-01-more`)).toMatchObject({ traceId: TRACE, spanId: SPAN });
  });

  test.each([
    ["none", undefined],
    ["two of them", [`00-${TRACE}-${SPAN}-01`]],
    ["a forbidden version", `ff-${TRACE}-${SPAN}-01`],
    ["more than version 00 has", `00-${TRACE}-${SPAN}-01-more`],
    ["capitals", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["a trace of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["a span of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["words", "'; drop table session; --"],
  ])("with %s counts as none (§3.2.2)", (_, given) => {
    expect(readTraceparent(given)).toBeUndefined();
  });
});

test("a turn's own trace id is its id without dashes", () => {
  expect(traceIdOf("01a20b77-fd4d-7752-b360-2f3d48f7875b")).toBe("01a20b77fd4d7752b3602f3d48f7875b");
});
