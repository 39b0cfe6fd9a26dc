/** Light, dark, or the system's choice. The person's choice is stored in this browser. */
import { createStore, useStore } from "../stores/store.js";

export type Theme = "system" | "light" | "dark";

const KEY = "sister.theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

const chosen = createStore<Theme>(read());

function read(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function apply(): void {
  const theme = chosen.get();
  const isDark = theme === "dark" || (theme === "system" && dark.matches);
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
}

/** Applies the choice and follows changes of the system. Call it once, before the first render. */
export function startTheme(): void {
  apply();
  dark.addEventListener("change", apply);
  chosen.subscribe(apply);
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  chosen.set(theme);
}

export const useTheme = (): Theme => useStore(chosen);
