import { describe, expect, it } from "vitest";
import { checkConditions, entityTags, holdsIfMatch, holdsIfNoneMatch } from "./etag.js";

describe("entity tags", () => {
  it.each([
    ['"3"', [{ isWeak: false, opaque: '"3"' }]],
    ['W/"3"', [{ isWeak: true, opaque: '"3"' }]],
    [
      ' "a,b" ,W/"" ,, "c" ',
      [
        { isWeak: false, opaque: '"a,b"' },
        { isWeak: true, opaque: '""' },
        { isWeak: false, opaque: '"c"' },
      ],
    ],
    ["*", "*"],
    ["3", null],
    ['w/"3"', null],
    ['"3" "4"', null],
    ['"3', null],
    ['*, "3"', null],
    ["", null],
    ['"a b"', null],
  ])("in the header %s are parsed as RFC 9110 defines them", (header, expected) => {
    expect(entityTags(header)).toEqual(expected);
  });

  it("match strongly in If-Match, which guards writes", () => {
    expect(['"3"', '"2", "3"', "*"].map((header) => holdsIfMatch(header, '"3"'))).toEqual([true, true, true]);
    expect(['W/"3"', '"2147483648"', '"03"', '"2"'].map((header) => holdsIfMatch(header, '"3"'))).toEqual(
      Array(4).fill(false),
    );
    expect([holdsIfMatch("*", null), holdsIfMatch('"3"', 'W/"3"')]).toEqual([false, false]);
    expect(() => holdsIfMatch("3", '"3"')).toThrow(/malformed/);
  });

  it("match weakly in If-None-Match, which guards reads", () => {
    expect(['W/"3"', '"1", W/"3"', "*"].map((header) => holdsIfNoneMatch(header, '"3"'))).toEqual(Array(3).fill(false));
    expect(['"4"', "3"].map((header) => holdsIfNoneMatch(header, '"3"'))).toEqual([true, true]);
    expect(holdsIfNoneMatch("*", null)).toBe(true);
  });

  it("take precedence over dates", () => {
    const content = { etag: '"3"', modified: new Date("2026-01-01T00:00:00.500Z") };
    const asked = (headers: Record<string, string>) => () => checkConditions(content, (name) => headers[name]);
    expect(asked({ "if-none-match": '"4"', "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT" })()).toBe("send");
    expect(asked({ "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT" })()).toBe("unchanged");
    expect(asked({ "if-match": '"3"', "if-unmodified-since": "Wed, 31 Dec 2025 00:00:00 GMT" })()).toBe("send");
    expect(asked({ "if-unmodified-since": "Wed, 31 Dec 2025 00:00:00 GMT" })).toThrow(/changed/);
    expect(asked({ "if-match": '"2"' })).toThrow(/changed/);
    expect(asked({ "if-modified-since": "yesterday" })()).toBe("send");
  });
});
