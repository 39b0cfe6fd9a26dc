import { describe, expect, it } from "vitest";
import { formatLine, parseLine, textOf } from "./lines.js";

describe("A line between a launcher and its group", () => {
  const line = formatLine({ type: "alive", rank: 1 });

  it("has one message, also behind the text of a library", () => {
    expect(parseLine(line)).toEqual({ type: "alive", rank: 1 });
    expect(parseLine(`a warning ${line}`)).toEqual({ type: "alive", rank: 1 });
    expect(textOf(`a warning ${line}`)).toBe("a warning ");
  });

  it("has no message if it is plain text or was cut off", () => {
    expect(parseLine("Error: on purpose")).toBeNull();
    expect(parseLine(line.slice(0, -3))).toBeNull();
    expect(textOf("Error: on purpose")).toBe("Error: on purpose");
  });
});
