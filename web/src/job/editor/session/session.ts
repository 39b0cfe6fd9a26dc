/** The editing session of one job: rows, undo, conflicts, saving. It outlives the screen while changes are unsaved. */
import type { Job } from "../../../api/client.js";
import { ApiProblem } from "../../../api/problem.js";
import { applyDraft, draftOf, isChanged, sizeOf, type Draft } from "../../../editing/conflicts/draft.js";
import { closeStep, rebase, record, redo, startHistory, undo, type History } from "../../../editing/history.js";
import {
  mergeDocuments,
  withBaseText,
  type Base,
  type Conflict,
  type Merged,
} from "../../../editing/conflicts/merge.js";
import type { Focus, Outcome } from "../../../editing/outcome.js";
import { withMine } from "../../../editing/conflicts/resolve.js";
import { cuesOf, documentOf, indexOfKey, rowsOf, type Cue, type Rows } from "../../../editing/row.js";
import { setText } from "../../../editing/text.js";
import { createStore } from "../../../stores/store.js";
import { languagesOfJob, readDocument, retranslateCue, writeDocument } from "./documents.js";
import type { Message, SaveState } from "./message.js";
import { forgetDraft, keepDraft, keptDrafts, type KeptDraft } from "./draft-storage.js";

interface EditorState {
  history: History;
  conflicts: readonly Conflict[];
  save: SaveState;
  /** Keys of rows whose last change came from another client. */
  changedByOthers: ReadonlySet<string>;
  /** Unsaved changes of an earlier page. */
  offered: KeptDraft | null;
}

const SAVED_AFTER_MS = 1500;
const DRAFT_AFTER_MS = 500;
const RETRY_FIRST_MS = 2000;
const RETRY_MOST_MS = 30_000;
/** Two languages are saved by two requests: a document that is read between them may hold half of a change. */
const TOGETHER_MS = 400;

/** How often a cue is translated again if others save in between. */
const TRIES = 3;

const sessions = new Map<string, EditSession>();

/** The session of a job: the present one, or a new one with the server's documents. */
export async function openSession(job: Job): Promise<EditSession> {
  const known = sessions.get(job.id);
  const hasAll = languagesOfJob(job).every((language) => known?.languages.includes(language) === true);
  // A target was added since: what is unsaved goes first.
  if (known && (hasAll || !known.isSettled)) {
    known.refresh();
    return known;
  }
  const read = await Promise.all(
    languagesOfJob(job).map(async (language) => [language, await readDocument(job.id, language)] as const),
  );
  const documents = read.flatMap(([language, document]) => (document ? [[language, document] as const] : []));
  if (documents.length === 0) throw new ApiProblem(404, "");
  const session = new EditSession(
    job.id,
    Object.fromEntries(documents.map(([language, { cues }]) => [language, cues])),
    Object.fromEntries(documents.map(([language, { etag }]) => [language, etag])),
  );
  sessions.set(job.id, session);
  return session;
}

export class EditSession {
  readonly languages: readonly string[];
  readonly state;
  readonly messages = createStore<{ message: Message; id: number } | null>(null);
  /** The place that is to get the cursor; the field of that place takes it. */
  readonly wanted = createStore<Focus | null>(null);

  #told = 0;
  readonly #job: string;
  #base: Base;
  readonly #etags: Record<string, string>;
  /** Documents that were sent without an answer: the server may have saved them. */
  readonly #sent: Record<string, Rows> = {};
  #saving: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #refreshing: ReturnType<typeof setTimeout> | undefined;
  #retry = RETRY_FIRST_MS;
  /** The requests of a session run one after another. */
  #queue: Promise<void> = Promise.resolve();

  constructor(job: string, documents: Readonly<Record<string, readonly Cue[]>>, etags: Record<string, string>) {
    const rows = rowsOf(documents);
    this.#job = job;
    this.#etags = etags;
    this.languages = Object.keys(documents);
    this.#base = this.#baseOf(rows);
    this.state = createStore<EditorState>({
      history: startHistory(rows),
      conflicts: [],
      save: { kind: "saved" },
      changedByOthers: new Set(),
      offered: keptDrafts(job)[0] ?? null,
    });
  }

  get rows(): Rows {
    return this.state.get().history.rows;
  }

  get isSaved(): boolean {
    return this.state.get().save.kind === "saved";
  }

  /** Whether everything is saved and no conflict is open. */
  get isSettled(): boolean {
    return this.isSaved && this.state.get().conflicts.length === 0;
  }

  tell(message: Message): void {
    this.messages.set({ message, id: ++this.#told });
  }

  /**
   * Applies an operation, and notifies the person if it was refused or limited.
   *
   * @param tag names a field whose typing is one step of undo
   */
  apply(outcome: Outcome, { tag = null, focus = null }: { tag?: string | null; focus?: Focus | null } = {}): boolean {
    if ("refused" in outcome) {
      if (outcome.refused !== "nothing-changed") this.tell({ kind: "refused", why: outcome.refused });
      return false;
    }
    this.#change(record(this.state.get().history, { rows: outcome.rows, tag, at: Date.now(), focus }));
    if (outcome.limit !== undefined) this.tell({ kind: "limited", how: outcome.limit });
    if (outcome.focus) this.wanted.set(outcome.focus);
    return true;
  }

  /** The next typing begins another step of undo. */
  closeStep(): void {
    this.state.set((before) => ({ ...before, history: closeStep(before.history) }));
  }

  undo(): void {
    this.#turn(undo(this.state.get().history), "undone");
  }

  redo(): void {
    this.#turn(redo(this.state.get().history), "redone");
  }

  #turn(turned: { history: History; focus: Focus | null } | null, done: "undone" | "redone"): void {
    if (!turned) return this.tell({ kind: done === "undone" ? "nothing-to-undo" : "nothing-to-redo" });
    this.#change(turned.history);
    if (turned.focus && indexOfKey(turned.history.rows, turned.focus.key) !== -1) this.wanted.set(turned.focus);
    this.tell({ kind: done });
  }

  #change(history: History): void {
    this.messages.set(null);
    this.state.set((before) => ({ ...before, history, save: { kind: "unsaved" } }));
    this.#later();
  }

  #later(ms = SAVED_AFTER_MS): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.save(), ms);
    this.#keeping ??= setTimeout(() => this.keep(), DRAFT_AFTER_MS);
  }

  /** Stores unsaved changes in this browser at once. */
  keep(): void {
    clearTimeout(this.#keeping);
    this.#keeping = undefined;
    const { conflicts } = this.state.get();
    // My side of an open conflict is in no document: the draft holds it as if it were chosen.
    const rows = conflicts.reduce(withMine, this.rows);
    keepDraft(this.#job, this.isSettled ? null : draftOf(this.#base, rows));
  }

  /** Saves unsaved changes. `isAsked`: the person asked for it and gets a message. */
  save(isAsked = false): Promise<void> {
    clearTimeout(this.#saving);
    return this.#enqueue(async () => {
      const wasTroubled = ["retrying", "refused"].includes(this.state.get().save.kind);
      await this.#save();
      if (this.isSaved && (isAsked || wasTroubled)) this.tell({ kind: "saved" });
    });
  }

  #enqueue(act: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(act, act).catch((problem: unknown) => this.#failed(problem));
    return this.#queue;
  }

  async #save(): Promise<void> {
    const { rows } = this;
    const changed = this.languages.filter((language) => isChanged(this.#base, rows, language));
    if (changed.length > 0) {
      this.#show({ kind: "saving" });
      const stale: string[] = [];
      const problems: unknown[] = [];
      await Promise.all(
        changed.map(async (language) => {
          try {
            const etag = await writeDocument(this.#job, documentOf(rows, language), this.#etags[language] ?? "");
            if (etag === null) return void stale.push(language);
            this.#etags[language] = etag;
            this.#base = { ...this.#base, [language]: cuesOf(rows, language) };
            delete this.#sent[language];
          } catch (problem) {
            if (problem instanceof ApiProblem && problem.status === 0) this.#sent[language] = rows;
            problems.push(problem);
          }
        }),
      );
      if (stale.length > 0) await this.#pull();
      if (problems.length > 0) throw problems[0];
    }
    this.#retry = RETRY_FIRST_MS;
    const isLeft = this.languages.some((language) => isChanged(this.#base, this.rows, language));
    this.#show({ kind: isLeft ? "unsaved" : "saved" });
    if (isLeft) this.#later();
    else this.keep();
  }

  /**
   * Has a cue translated again, after unsaved changes are saved: the server translates what it has. The new text is a
   * step of undo. False if the cue is gone. Rejects with the server's refusal.
   */
  async retranslate(key: string, language: string, translator?: string): Promise<boolean> {
    if (!this.isSaved) await this.save();
    const { save } = this.state.get();
    if (save.kind === "retrying" || save.kind === "refused") throw save.problem;
    return new Promise((resolve, reject) => {
      void this.#enqueue(() => this.#retranslate(key, language, translator).then(resolve, reject));
    });
  }

  async #retranslate(key: string, language: string, translator: string | undefined): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries++) {
      const at = (this.#base[language] ?? []).findIndex((cue) => cue.key === key);
      if (at === -1) return false;
      const wish = { language, index: at + 1, translator };
      const made = await retranslateCue(this.#job, wish, this.#etags[language] ?? "");
      if (made) {
        this.#etags[language] = made.etag;
        this.#base = withBaseText(this.#base, { language, at }, made.text);
        this.apply(setText(this.rows, indexOfKey(this.rows, key), language, made.text));
        if (!this.isSaved) void this.save();
        return true;
      }
      await this.#pull();
    }
    throw new ApiProblem(409, "");
  }

  #show(save: SaveState): void {
    this.state.set((before) => ({ ...before, save }));
  }

  #failed(problem: unknown): void {
    const isAway =
      !(problem instanceof ApiProblem) ||
      [0, 401, 408, 429].includes(problem.status) ||
      (problem.status >= 500 && problem.status !== 507);
    if (this.isSaved) return;
    this.#show({ kind: isAway ? "retrying" : "refused", problem });
    this.keep();
    if (!isAway) return;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.save(), this.#retry);
    this.#retry = Math.min(RETRY_MOST_MS, this.#retry * 2);
  }

  /** Retries at once when the connection is back. */
  retryNow(): void {
    if (this.state.get().save.kind === "retrying") void this.save();
  }

  /** Fetches changes of others after a moment. If the server is away, the next call finds them. */
  refresh(): void {
    clearTimeout(this.#refreshing);
    this.#refreshing = setTimeout(() => void this.#enqueue(() => this.#pull().catch(() => undefined)), TOGETHER_MS);
  }

  /** Notes that a version was saved: by another client, or by this one, which knows it already. */
  note(saved: { job: string; language: string; version: number }): void {
    const { job, language, version } = saved;
    if (job === this.#job && this.#etags[language] !== `"${version}"`) this.refresh();
  }

  async #pull(): Promise<void> {
    const theirs: Record<string, Cue[]> = {};
    await Promise.all(
      this.languages.map(async (language) => {
        const document = await readDocument(this.#job, language, this.#etags[language]);
        if (!document) return;
        this.#etags[language] = document.etag;
        const sent = this.#sent[language];
        delete this.#sent[language];
        // The answer to a save was lost, and nobody else saved: the server has the document that was sent.
        if (sent && !isChanged({ [language]: cuesOf(sent, language) }, rowsOf({ [language]: document.cues }), language))
          this.#base = { ...this.#base, [language]: cuesOf(sent, language) };
        else theirs[language] = document.cues;
      }),
    );
    if (Object.keys(theirs).length === 0) return;
    this.#take(mergeDocuments({ base: this.#base, rows: this.rows }, theirs));
  }

  #take({ rows, base, conflicts, changed }: Merged): void {
    this.#base = base;
    this.state.set((before) => ({
      ...before,
      history: rebase(before.history, rows),
      changedByOthers: changed,
    }));
    this.#add(conflicts);
    if (conflicts.length === 0 && changed.size > 0) this.tell({ kind: "others", count: changed.size });
    this.keep();
  }

  /** Resolves a conflict. Keeping mine is a change that can be undone. */
  resolve(conflict: Conflict, keep: "mine" | "theirs"): void {
    this.messages.set(null);
    if (keep === "mine") {
      const rows = withMine(this.rows, conflict);
      if (rows !== this.rows) this.apply({ rows, focus: { key: conflict.key, language: conflict.language } });
    }
    this.state.set((before) => ({ ...before, conflicts: before.conflicts.filter((one) => one !== conflict) }));
    this.keep();
  }

  /** Removes the mark of a row that another client changed, once a person has looked at it. */
  seen(key: string): void {
    const { changedByOthers } = this.state.get();
    if (!changedByOthers.has(key)) return;
    const left = new Set(changedByOthers);
    left.delete(key);
    this.state.set((before) => ({ ...before, changedByOthers: left }));
  }

  /** Takes or drops the changes of an earlier page. */
  useDraft(isWanted: boolean): void {
    const { offered } = this.state.get();
    if (!offered) return;
    if (isWanted) this.#restore(offered.draft);
    forgetDraft(offered.name);
    this.state.set((before) => ({ ...before, offered: keptDrafts(this.#job)[0] ?? null }));
  }

  /** Merges a draft with the rows on the screen: unsaved changes of this page count as saved for this merge. */
  #restore(draft: Draft): void {
    const { rows, conflicts } = applyDraft(draft, this.rows);
    this.apply({ rows });
    this.#add(conflicts);
  }

  #add(conflicts: readonly Conflict[]): void {
    if (conflicts.length === 0) return;
    this.state.set((before) => ({ ...before, conflicts: [...before.conflicts, ...conflicts] }));
    this.tell({ kind: "conflicts", count: conflicts.length });
  }

  /** The number of cues that the offered draft changes. */
  get offeredSize(): number {
    const { offered } = this.state.get();
    return offered ? sizeOf(offered.draft) : 0;
  }

  #baseOf(rows: Rows): Base {
    return Object.fromEntries(this.languages.map((language) => [language, cuesOf(rows, language)]));
  }

  /** Called when the screen is left: the session ends after unsaved changes are saved. */
  async leave(): Promise<void> {
    if (!this.isSaved) {
      this.keep();
      await this.save();
    }
    if (this.isSettled) sessions.delete(this.#job);
  }
}
