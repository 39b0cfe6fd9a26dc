import { describe, expect, test } from "vitest";
import { BINDINGS, chordOf, commandOf, isCharacter, shownKeys, type Pressed } from "./keys.js";

const pressed = (key: string, code: string, ...held: (keyof Pressed)[]): Pressed => ({
  key,
  code,
  ctrlKey: held.includes("ctrlKey"),
  metaKey: held.includes("metaKey"),
  altKey: held.includes("altKey"),
  shiftKey: held.includes("shiftKey"),
  altGraph: held.includes("altGraph"),
});

test("no chord belongs to two commands", () => {
  const chords = BINDINGS.flatMap((binding) => binding.chords);
  expect(new Set(chords).size).toBe(chords.length);
});

test("commands of single characters work only outside of fields", () => {
  for (const { chords } of BINDINGS)
    for (const chord of chords.filter(isCharacter)) {
      expect(commandOf(chord, "field", true)).toBeNull();
      expect(commandOf(chord, "none", false)).toBeNull();
      expect(commandOf(chord, "none", true)).not.toBeNull();
    }
});

describe("a chord", () => {
  test.each([
    ["Ctrl+S", pressed("s", "KeyS", "ctrlKey"), false],
    ["Ctrl+S", pressed("s", "KeyS", "metaKey"), true],
    ["Control+Space", pressed(" ", "Space", "ctrlKey"), true],
    ["Ctrl+Shift+[", pressed("{", "BracketLeft", "ctrlKey", "shiftKey"), false],
    ["Alt+Shift+V", pressed("◊", "KeyV", "altKey", "shiftKey"), true],
    ["Ctrl+Alt+V", pressed("√", "KeyV", "metaKey", "altKey"), true],
    ["?", pressed("?", "Slash", "shiftKey"), false],
    ["[", pressed("[", "Digit8", "ctrlKey", "altKey", "altGraph"), false],
    ["@", pressed("@", "KeyV", "ctrlKey", "altKey", "altGraph"), false],
    ["J", pressed("о", "KeyJ"), false],
    ["Ctrl+Z", pressed("z", "KeyY", "ctrlKey"), false],
    ["Ctrl+Z", pressed("я", "KeyZ", "ctrlKey"), false],
    ["Shift+ArrowLeft", pressed("ArrowLeft", "ArrowLeft", "shiftKey"), false],
    ["Ctrl+Shift+Z", pressed("Z", "KeyZ", "ctrlKey", "shiftKey"), false],
  ])("%s", (chord, event, isMac) => expect(chordOf(event, isMac)).toBe(chord));
});

describe("a field keeps its own keys", () => {
  test.each(["Space", "ArrowLeft", "Shift+ArrowRight", "Ctrl+Delete", "[", "?", "Alt+Shift+ArrowLeft"])(
    "%s",
    (chord) => {
      expect(commandOf(chord, "field", true)).toBeNull();
      expect(commandOf(chord, "none", true)).not.toBeNull();
    },
  );

  test("and the editor's chords work in it", () => {
    for (const chord of ["Ctrl+Space", "Ctrl+Enter", "F8", "Ctrl+Alt+V", "Alt+ArrowDown", "F11"])
      expect(commandOf(chord, "field", false)).not.toBeNull();
  });

  test("a button is pressed by Space", () => {
    expect(commandOf("Space", "control", true)).toBeNull();
    expect(commandOf("J", "control", true)).toBe("slower");
  });
});

test("keys are shown as the system names them", () => {
  expect(shownKeys("Ctrl+Alt+ArrowUp", true)).toEqual(["⌘", "⌥", "↑"]);
  expect(shownKeys("Ctrl+Shift+M", false)).toEqual(["Ctrl", "Shift", "M"]);
});
