/** Translates pressed keys into commands. */
import { useEffect, type RefObject } from "react";
import { createStore } from "../../stores/store.js";
import { run, type Tools } from "./commands.js";
import { chordOf, commandOf, type Focused } from "./keys.js";
import { isMac } from "./platform.js";

const KEY = "sister.character-keys";

/** Whether single characters are commands; a person can turn this off (WCAG 2.1.4). */
export const characterKeys = createStore(localStorage.getItem(KEY) !== "off");
characterKeys.subscribe(() => localStorage.setItem(KEY, characterKeys.get() ? "on" : "off"));

const FIELDS = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])";
const CONTROLS = "button, a[href], summary, input, [role=tab], [role=menuitem], video";

function focusedOf(element: Element | null): Focused {
  if (element === null) return "none";
  if (element.matches(FIELDS)) return "field";
  return element.matches(CONTROLS) ? "control" : "none";
}

/** Listens while the editor is mounted and no dialog is open. Fields outside of the editor keep all of their keys. */
export function useKeys(tools: Tools, root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || root.current?.checkVisibility() !== true) return;
      if (document.querySelector("dialog[open]")) return;
      const target = document.activeElement;
      const focused = focusedOf(target);
      if (focused === "field" && !root.current.contains(target)) return;
      const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
      const altGraph = event.getModifierState("AltGraph");
      const chord = chordOf({ key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph }, isMac);
      const command = commandOf(chord, focused, characterKeys.get());
      if (command === null) return;
      event.preventDefault();
      run(tools, command);
    };
    // Browsers also offer undo by menus and gestures: the editor handles it.
    const onInput = (event: InputEvent): void => {
      if (!(event.target instanceof HTMLTextAreaElement) || event.target.dataset["key"] === undefined) return;
      if (event.inputType === "historyUndo" || event.inputType === "historyRedo") {
        event.preventDefault();
        run(tools, event.inputType === "historyUndo" ? "undo" : "redo");
      }
    };
    window.addEventListener("keydown", onKey);
    window.addEventListener("beforeinput", onInput);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("beforeinput", onInput);
    };
  }, [tools, root]);
}
