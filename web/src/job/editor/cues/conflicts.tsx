/** A conflict with another person's change: both texts, and a choice. */
import { Button } from "../../../controls/button.js";
import type { Conflict } from "../../../editing/conflicts/merge.js";
import { cueClock, languageName } from "../../../language/format.js";
import { useTexts } from "../../../language/texts.js";
import { usePart } from "../../../stores/store.js";
import { run } from "../commands.js";
import { useTools } from "../context.js";

export function ConflictChoice({ conflict }: { conflict: Conflict }) {
  const t = useTexts().editor.conflict;
  const { session } = useTools();
  const { kind, language, mine, theirs } = conflict;
  const shown = (cue: typeof theirs): string => {
    if (cue === null) return t.deleted;
    return kind === "times" ? `${cueClock(cue.start)} – ${cueClock(cue.end)}` : cue.side.text;
  };
  return (
    <div className="bg-warn-soft flex flex-col gap-1.5 rounded-lg p-2 text-sm">
      <p className="font-medium">{kind === "times" ? t.times : t[kind](languageName(language))}</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <dt className="text-muted">{t.mine}</dt>
        <dd dir="auto" lang={language} className="whitespace-pre-line">
          {kind === "i-deleted" ? t.deleted : shown(mine)}
        </dd>
        <dt className="text-muted">{t.theirs}</dt>
        <dd dir="auto" lang={language} className="whitespace-pre-line">
          {shown(theirs)}
        </dd>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button small onClick={() => session.resolve(conflict, "mine")}>
          {t.keepMine}
        </Button>
        <Button small onClick={() => session.resolve(conflict, "theirs")}>
          {t.keepTheirs}
        </Button>
      </div>
    </div>
  );
}

/** The number of open conflicts, and those whose cue is gone. */
export function ConflictBar() {
  const t = useTexts().editor.conflict;
  const tools = useTools();
  const conflicts = usePart(tools.session.state, (state) => state.conflicts);
  if (conflicts.length === 0) return null;
  const gone = conflicts.filter(({ kind }) => kind === "they-deleted");
  return (
    <div className="border-line bg-warn-soft flex max-h-60 flex-col gap-2 overflow-y-auto border-b px-3 py-2">
      <div className="flex flex-wrap items-center gap-3">
        <p className="flex-1 text-sm font-medium">{t.bar(conflicts.length)}</p>
        {gone.length < conflicts.length && (
          <Button small onClick={() => run(tools, "nextConflict")}>
            {t.next}
          </Button>
        )}
      </div>
      {gone.map((conflict) => (
        <ConflictChoice key={`${conflict.key} ${conflict.language}`} conflict={conflict} />
      ))}
    </div>
  );
}
