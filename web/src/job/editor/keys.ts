/** The key bindings: one table for the editor and its help. Pure. */

export type Command =
  | "play"
  | "playCue"
  | "slower"
  | "stop"
  | "faster"
  | "secondBack"
  | "secondForward"
  | "frameBack"
  | "frameForward"
  | "fiveBack"
  | "fiveForward"
  | "beforeStart"
  | "afterStart"
  | "beforeEnd"
  | "afterEnd"
  | "previousCue"
  | "nextCue"
  | "checkedNext"
  | "startHere"
  | "endHere"
  | "shiftHere"
  | "split"
  | "merge"
  | "breakLines"
  | "retranslate"
  | "insert"
  | "remove"
  | "nextBreach"
  | "previousBreach"
  | "nextDoubtful"
  | "previousDoubtful"
  | "nextConflict"
  | "find"
  | "replace"
  | "goTo"
  | "undo"
  | "redo"
  | "save"
  | "keys";

export type Group = "playing" | "moving" | "times" | "cues" | "text";

interface Binding {
  command: Command;
  group: Group;
  /**
   * `Ctrl` means Cmd on a Mac, `Control` means its Ctrl key. Modifiers stand in the order Ctrl, Control, Alt, Shift. A
   * chord that a browser or system may reserve has an alternative.
   */
  chords: readonly string[];
}

export const BINDINGS: readonly Binding[] = [
  { command: "play", group: "playing", chords: ["Space", "Ctrl+Space", "Control+Space", "F9"] },
  { command: "playCue", group: "playing", chords: ["R", "Ctrl+Shift+Space", "Shift+F9"] },
  { command: "slower", group: "playing", chords: ["J"] },
  { command: "stop", group: "playing", chords: ["K"] },
  { command: "faster", group: "playing", chords: ["L"] },
  { command: "secondBack", group: "playing", chords: ["ArrowLeft"] },
  { command: "secondForward", group: "playing", chords: ["ArrowRight"] },
  { command: "frameBack", group: "playing", chords: [","] },
  { command: "frameForward", group: "playing", chords: ["."] },
  { command: "fiveBack", group: "playing", chords: ["Shift+ArrowLeft"] },
  { command: "fiveForward", group: "playing", chords: ["Shift+ArrowRight"] },
  { command: "beforeStart", group: "playing", chords: ["Q"] },
  { command: "afterStart", group: "playing", chords: ["W"] },
  { command: "beforeEnd", group: "playing", chords: ["E"] },
  { command: "afterEnd", group: "playing", chords: ["D"] },
  { command: "previousCue", group: "moving", chords: ["Alt+ArrowUp"] },
  { command: "nextCue", group: "moving", chords: ["Alt+ArrowDown"] },
  { command: "checkedNext", group: "moving", chords: ["Ctrl+Enter"] },
  { command: "nextBreach", group: "moving", chords: ["F8"] },
  { command: "previousBreach", group: "moving", chords: ["Shift+F8"] },
  { command: "nextDoubtful", group: "moving", chords: ["Ctrl+F8", "Alt+Shift+W"] },
  { command: "previousDoubtful", group: "moving", chords: ["Ctrl+Shift+F8", "Alt+Shift+Q"] },
  { command: "nextConflict", group: "moving", chords: ["Alt+Shift+C"] },
  { command: "goTo", group: "moving", chords: ["Ctrl+G"] },
  { command: "startHere", group: "times", chords: ["[", "F11", "Alt+Shift+ArrowLeft"] },
  { command: "endHere", group: "times", chords: ["]", "F12", "Alt+Shift+ArrowRight"] },
  { command: "shiftHere", group: "times", chords: ["Ctrl+Shift+[", "Shift+F11"] },
  { command: "split", group: "cues", chords: ["Ctrl+Alt+V", "Alt+Shift+V"] },
  { command: "merge", group: "cues", chords: ["Ctrl+Shift+M", "Alt+Shift+M"] },
  { command: "insert", group: "cues", chords: ["Alt+Insert", "Alt+Shift+N"] },
  { command: "remove", group: "cues", chords: ["Ctrl+Delete", "Alt+Shift+D"] },
  { command: "breakLines", group: "text", chords: ["Ctrl+Alt+B", "Alt+Shift+B"] },
  { command: "retranslate", group: "text", chords: ["Alt+Shift+R"] },
  { command: "find", group: "text", chords: ["Ctrl+F"] },
  { command: "replace", group: "text", chords: ["Ctrl+H", "Ctrl+Alt+F"] },
  { command: "undo", group: "text", chords: ["Ctrl+Z"] },
  { command: "redo", group: "text", chords: ["Ctrl+Shift+Z", "Ctrl+Y"] },
  { command: "save", group: "text", chords: ["Ctrl+S"] },
  { command: "keys", group: "text", chords: ["?", "Ctrl+K"] },
];

/** Chords that a field handles itself: there, Ctrl+Delete deletes the next word. */
const NATIVE_IN_FIELDS = new Set(["Ctrl+Delete", "Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight"]);

const BY_CHORD = new Map(BINDINGS.flatMap(({ command, chords }) => chords.map((chord) => [chord, command] as const)));

/** The properties of a keyboard event that are used. */
export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  /** AltGr, which gives the third characters of a layout. Windows reports it as Ctrl and Alt. */
  altGraph: boolean;
}

/**
 * The chord of an event in the table's form.
 *
 * @example
 * chordOf({ key: "s", code: "KeyS", metaKey: true, … }, true); // "Ctrl+S"
 */
export function chordOf(pressed: Pressed, isMac: boolean): string {
  const { ctrlKey, metaKey, altKey, shiftKey, altGraph } = pressed;
  const ctrl = isMac ? metaKey : ctrlKey && !altGraph;
  const control = isMac && ctrlKey;
  const alt = altKey && !altGraph;
  const key = keyOf(pressed, ctrl || control || alt);
  // A sign is named by itself, whether or not the layout needs Shift for it.
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key) && !ctrl && !control && !alt;
  return [ctrl && "Ctrl", control && "Control", alt && "Alt", shiftKey && !isSign && "Shift", key]
    .filter(Boolean)
    .join("+");
}

const CODES: Readonly<Record<string, string>> = { BracketLeft: "[", BracketRight: "]", Space: "Space" };

function keyOf({ key, code }: Pressed, isModified: boolean): string {
  if (key === " ") return "Space";
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (!isModified && key.length === 1) {
    // Letters of other scripts are named by the position of the key.
    return /\p{L}/u.test(key) && /^Key[A-Z]$/.test(code) ? code.slice(3) : key;
  }
  // On a Mac, Alt changes letters to other characters; Shift changes brackets everywhere.
  if (key.length === 1 || key === "Dead") return CODES[code] ?? (/^Key[A-Z]$/.test(code) ? code.slice(3) : key);
  return key;
}

/** Whether a chord is a single character (WCAG 2.1.4). */
export const isCharacter = (chord: string): boolean => chord.length === 1 || chord === "Space";

/** The kind of the focused element: a text field, a control with its own keys, or neither. */
export type Focused = "field" | "control" | "none";

const OF_CONTROLS = new Set(["Space", "Enter"]);

/** The command of a chord; null if it has none. */
export function commandOf(chord: string, focused: Focused, hasCharacters: boolean): Command | null {
  const command = BY_CHORD.get(chord) ?? null;
  if (command === null) return null;
  if (isCharacter(chord) && !hasCharacters) return null;
  if (focused === "none") return command;
  if (focused === "control") return OF_CONTROLS.has(chord) ? null : command;
  const isBare = isCharacter(chord) || /^(Shift\+)?Arrow/.test(chord);
  return isBare || NATIVE_IN_FIELDS.has(chord) ? null : command;
}

const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: "⌘", Control: "⌃", Alt: "⌥", Shift: "⇧" };
const ARROWS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** A chord in readable form. */
export const shownKeys = (chord: string, isMac: boolean): string[] =>
  chord.split("+").map((key) => (isMac ? MAC_SIGNS[key] : undefined) ?? ARROWS[key] ?? key);

/** The chords of a command on this system. */
export const chordsOf = (command: Command, isMac: boolean): string[] =>
  (BINDINGS.find((one) => one.command === command)?.chords ?? []).filter(
    (chord) => isMac || !chord.startsWith("Control+"),
  );
