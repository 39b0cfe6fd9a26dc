import assert from "node:assert/strict";
import { describe, expect, it } from "vitest";
import { carry, restore } from "./carried-error.js";
import { packObject, unpackObject } from "../objects/serialization.js";

/** The value as another rank receives it. */
const travelled = (thrown: unknown): unknown => restore(unpackObject(packObject(carry(thrown))), 2);

function error(thrown: unknown): Error & Record<string, unknown> {
  const arrived = travelled(thrown);
  assert.ok(arrived instanceof Error);
  return arrived as Error & Record<string, unknown>;
}

describe("an error that travels", () => {
  it("keeps class, name, message and stack, and adds the rank that threw it", () => {
    const arrived = error(new RangeError("too far"));
    expect(arrived).toBeInstanceOf(RangeError);
    expect([arrived.name, arrived.message]).toEqual(["RangeError", "too far"]);
    expect(arrived.stack).toMatch(/^RangeError: too far\n {4}at .*carried-error\.test\.ts[\s\S]*\n {4}at rank 2 of/);
    expect(Object.keys(arrived)).toEqual([]);
  });

  it("keeps the name and properties of an unknown class", () => {
    class LimitError extends Error {
      override readonly name = "LimitError";
      readonly code = "ERR_LIMIT";
      readonly samples = new Int16Array([1, 2]);
      readonly callback = (): void => undefined;
    }
    const arrived = error(new LimitError("no"));
    expect([arrived.name, arrived["code"], arrived["samples"]]).toEqual([
      "LimitError",
      "ERR_LIMIT",
      new Int16Array([1, 2]),
    ]);
    expect("callback" in arrived).toBe(false);
  });

  it("keeps causes, also cyclic ones, and the errors of an AggregateError", () => {
    const cause: Error = new TypeError("inner");
    const outer = new Error("outer", { cause });
    cause.cause = outer;
    expect(error(outer).cause).toBeInstanceOf(TypeError);
    expect((error(outer).cause as Error).cause).toBe("Error: outer");
    expect(error(new Error("of null", { cause: 0 })).cause).toBe(0);
    expect("cause" in error(new Error("alone"))).toBe(false);
    const several = error(new AggregateError([new Error("a"), "b"], "both"));
    assert.ok(several instanceof AggregateError);
    expect(several.errors.map(String)).toEqual(["Error: a", "b"]);
  });

  it("carries a value that is not an error unchanged, or as text if it cannot be cloned", () => {
    expect(travelled({ status: 3 })).toEqual({ status: 3 });
    expect(travelled(undefined)).toBe(undefined);
    expect(travelled(Symbol("s"))).toBe("Symbol(s)");
  });
});
