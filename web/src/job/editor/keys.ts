/** Which keys do what: one table, read by the editor and shown by its help. Pure. */

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
   * `Ctrl` is Cmd on a Mac, `Control` its Ctrl key. Modifiers stand in the order Ctrl, Control, Alt, Shift. Keys that a browser or system may keep
   * for itself have another one beside them.
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
  { command: "find", group: "text", chords: ["Ctrl+F"] },
  { command: "replace", group: "text", chords: ["Ctrl+H", "Ctrl+Alt+F"] },
  { command: "undo", group: "text", chords: ["Ctrl+Z"] },
  { command: "redo", group: "text", chords: ["Ctrl+Shift+Z", "Ctrl+Y"] },
  { command: "save", group: "text", chords: ["Ctrl+S"] },
  { command: "keys", group: "text", chords: ["?", "Ctrl+K"] },
];

/** Keys of a field itself: Ctrl+Delete deletes the next word there. */
const NATIVE_IN_FIELDS = new Set(["Ctrl+Delete", "Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight"]);

const BY_CHORD = new Map(BINDINGS.flatMap(({ command, chords }) => chords.map((chord) => [chord, command] as const)));

/** What a keyboard event holds of interest. */
export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  /** The key that gives third characters of a layout: to Windows it is Ctrl and Alt together. */
  altGraph: boolean;
}

/**
 * The chord of an event as the table has it.
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
  // A sign is named by itself: whether a layout needs Shift for it does not matter.
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
    // Letters of other scripts: by where the key lies.
    return /\p{L}/u.test(key) && /^Key[A-Z]$/.test(code) ? code.slice(3) : key;
  }
  // Alt makes other characters of letters on a Mac, Shift of brackets anywhere.
  if (key.length === 1 || key === "Dead") return CODES[code] ?? (/^Key[A-Z]$/.test(code) ? code.slice(3) : key);
  return key;
}

/** Whether a chord is a character alone (WCAG 2.1.4). */
export const isCharacter = (chord: string): boolean => chord.length === 1 || chord === "Space";

/** What has the focus: a field to write in, a control with keys of its own, or neither. */
export type Focused = "field" | "control" | "none";

const OF_CONTROLS = new Set(["Space", "Enter"]);

/** The command of a chord, or null. */
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

/** A chord as keys that a person reads. */
export const shownKeys = (chord: string, isMac: boolean): string[] =>
  chord.split("+").map((key) => (isMac ? MAC_SIGNS[key] : undefined) ?? ARROWS[key] ?? key);

/** Chords of a command that this system has. */
export const chordsOf = (command: Command, isMac: boolean): string[] =>
  (BINDINGS.find((one) => one.command === command)?.chords ?? []).filter(
    (chord) => isMac || !chord.startsWith("Control+"),
  );
