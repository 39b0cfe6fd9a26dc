/** The view state of the editor as a store: the list, the toolbar and the keys read it. */
import { createStore, type Store } from "../../stores/store.js";
import type { Query, Span } from "../../editing/find.js";

export interface View {
  /** The languages side by side: one or two. */
  columns: readonly string[];
  /** Key of the row that was chosen last; commands act on it. */
  active: string | null;
  /** The language of the last focused field. */
  language: string | null;
  /** Whether the list follows the video. */
  follows: boolean;
  /** Whether following pauses, because a person scrolled away or writes. */
  isAway: boolean;
  panel: "find" | "goTo" | null;
  isHelpOpen: boolean;
  /** Whether the dialog to translate many cues again is open. */
  isAgainOpen: boolean;
  query: Query | null;
  /** A row that the list is to show; another object each time. */
  revealed: { key: string } | null;
  /** The current match. */
  match: (Span & { key: string; language: string }) | null;
}

export type ViewStore = Store<View>;

export const createView = (languages: readonly string[]): ViewStore =>
  createStore<View>({
    columns: languages.slice(0, 2),
    active: null,
    language: null,
    follows: true,
    isAway: false,
    panel: null,
    isHelpOpen: false,
    isAgainOpen: false,
    query: null,
    revealed: null,
    match: null,
  });

/** Changes a part of the state. */
export const show = (view: ViewStore, part: Partial<View>): void => view.set((before) => ({ ...before, ...part }));
