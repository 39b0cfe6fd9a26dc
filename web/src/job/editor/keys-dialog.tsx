/** All keys and commands, with a search. A click runs a command. */
import { useEffect, useMemo, useRef, useState } from "react";
import { Dialog } from "../../controls/dialog.js";
import { Checkbox, TextField } from "../../controls/field.js";
import { useTexts } from "../../language/texts.js";
import { useStore } from "../../stores/store.js";
import { run } from "./commands.js";
import { useTools } from "./context.js";
import { BINDINGS, chordsOf, shownKeys, type Command, type Group } from "./keys.js";
import { isMac } from "./platform.js";
import { characterKeys } from "./use-keys.js";
import { show } from "./view.js";

const GROUPS: readonly Group[] = ["playing", "moving", "times", "cues", "text"];

export function KeysDialog() {
  const t = useTexts().editor;
  const tools = useTools();
  const hasCharacters = useStore(characterKeys);
  const [asked, setAsked] = useState("");
  const search = useRef<HTMLFormElement>(null);
  useEffect(() => search.current?.querySelector("input")?.focus(), []);
  const found = useMemo(() => {
    const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
    return BINDINGS.filter(({ command }) => words.every((word) => t.commands[command].toLowerCase().includes(word)));
  }, [asked, t]);
  const close = (): void => show(tools.view, { isHelpOpen: false });
  const act = (command: Command): void => {
    close();
    // The focus returns to the previous field first: some commands need its cursor.
    requestAnimationFrame(() => run(tools, command));
  };
  return (
    <Dialog wide title={t.keys.title} onClose={close}>
      <div className="flex flex-col gap-4 p-1">
        <form
          ref={search}
          onSubmit={(event) => {
            event.preventDefault();
            if (found[0] && asked !== "") act(found[0].command);
          }}
        >
          <TextField
            label={t.keys.search}
            type="search"
            autoComplete="off"
            value={asked}
            onChange={({ target }) => setAsked(target.value)}
          />
        </form>
        <Checkbox label={t.keys.letters} checked={hasCharacters} onValue={(value) => characterKeys.set(value)} />
        <p className="text-muted text-sm">{t.keys.tab}</p>
        {found.length === 0 && <p role="status">{t.keys.none}</p>}
        {GROUPS.filter((group) => found.some((one) => one.group === group)).map((group) => (
          <section key={group} aria-label={t.keys.groups[group]}>
            <h3 className="mb-1 font-semibold">{t.keys.groups[group]}</h3>
            <ul className="grid gap-x-6 sm:grid-cols-2">
              {found
                .filter((one) => one.group === group)
                .map(({ command }) => (
                  <li key={command}>
                    <button
                      type="button"
                      onClick={() => act(command)}
                      className="hover:bg-raised flex min-h-9 w-full pointer-coarse:min-h-10 items-center justify-between gap-3 rounded-md px-2 py-1 text-start text-sm"
                    >
                      <span>{t.commands[command]}</span>
                      <Chords chords={chordsOf(command, isMac)} />
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Chords({ chords }: { chords: readonly string[] }) {
  const t = useTexts().editor.keys;
  return (
    <span className="flex flex-wrap justify-end gap-x-1.5 gap-y-1" dir="ltr">
      {chords.map((chord, i) => (
        <span key={chord} className="inline-flex items-center gap-1 whitespace-nowrap">
          {i > 0 && <span className="text-muted text-xs">{t.or}</span>}
          {shownKeys(chord, isMac).map((key) => (
            <kbd key={key} className="border-line bg-raised rounded border px-1.5 font-sans text-xs">
              {key}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
