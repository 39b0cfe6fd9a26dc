/**
 * The style of letters: chosen in the export panel, drawn by the overlay, sent with a render, stored in this browser.
 */
import type { RenderStyle } from "../../api/client.js";
import { createStore } from "../../stores/store.js";
import { keptLetters } from "./stored-letters.js";

const KEY = "sister.letters";

function read(): RenderStyle {
  try {
    return keptLetters(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return {};
  }
}

export const letters = createStore<RenderStyle>(read());
letters.subscribe(() => localStorage.setItem(KEY, JSON.stringify(letters.get())));
