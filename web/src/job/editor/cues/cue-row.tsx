/** One row: number, times, texts, broken norms, and buttons if it has the cursor. */
import {
  ArrowDownToLine,
  ArrowLeftToLine,
  ArrowRightToLine,
  Check,
  Languages,
  Merge,
  Play,
  Plus,
  Scissors,
  Trash2,
  WrapText,
} from "lucide-react";
import { memo, type ReactNode } from "react";
import { IconButton } from "../../../controls/button.js";
import type { Query, Span } from "../../../editing/find.js";
import type { Conflict } from "../../../editing/conflicts/merge.js";
import { isAdvice, measureRow, type Breach } from "../../../editing/norms.js";
import { indexOfKey, type Row } from "../../../editing/row.js";
import { doubtfulIn } from "../../../editing/words.js";
import { decimal, languageName } from "../../../language/format.js";
import { useTexts } from "../../../language/texts.js";
import { choose, run } from "../commands.js";
import { ConflictChoice } from "./conflicts.js";
import { useTools } from "../context.js";
import { chordsOf, shownKeys, type Command } from "../keys.js";
import { isMac } from "../platform.js";
import { TextField } from "./text-field.js";
import { Nudges, TimeField, type Edge } from "./time-field.js";
import { show } from "../view.js";

interface CueRowProps {
  row: Row;
  at: number;
  columns: readonly string[];
  /** Whether the playhead is in it. */
  isCurrent: boolean;
  /** Whether it is chosen: commands act on it. */
  isActive: boolean;
  /** What is wrong between it and the next one. */
  after: "overlap" | "gap" | null;
  isByOthers: boolean;
  conflicts: readonly Conflict[] | undefined;
  query: Query | null;
  match: (Span & { language: string }) | null;
}

export const CueRow = memo(function CueRow(props: CueRowProps) {
  const { row, at, columns, isCurrent, isActive, after, isByOthers, conflicts, query, match } = props;
  const t = useTexts().editor;
  const tools = useTools();
  const { times } = measureRow(row, tools.profile);
  const isEstimated = Object.values(row.sides).some((side) => side.words?.some(({ estimated }) => estimated) === true);
  const troubles = [...times, ...(after === null ? [] : [after])];
  const edges: readonly Edge[] = ["start", "end"];
  const jump = (): void => {
    choose(tools, row.key, null);
    // A choice moves only a paused video; the number always moves it.
    const there = tools.session.rows[indexOfKey(tools.session.rows, row.key, at)];
    if (there) tools.playback.seek(there.start);
    show(tools.view, { isAway: false });
  };
  return (
    <div
      className={`border-line grid gap-x-3 gap-y-1 border-b border-s-4 px-2 py-1.5 @2xl:grid-cols-[7.75rem_minmax(0,1fr)] ${
        isActive ? "bg-accent-soft" : isCurrent ? "bg-raised" : "bg-surface"
      } ${isCurrent ? "border-s-accent" : "border-s-transparent"}`}
    >
      <div className="flex flex-wrap items-center gap-x-1 @2xl:flex-col @2xl:flex-nowrap @2xl:items-start">
        <div className="flex items-center gap-x-1 @2xl:w-full @2xl:justify-between">
          <button
            type="button"
            data-row={row.key}
            aria-label={t.jump(at + 1)}
            aria-current={isCurrent ? "true" : undefined}
            title={t.jump(at + 1)}
            onClick={jump}
            className="hover:bg-raised text-muted inline-flex min-h-6 min-w-11 items-center gap-1 rounded-md px-1.5 text-sm font-semibold tabular-nums pointer-coarse:min-h-11"
          >
            <Play aria-hidden size={13} className={isCurrent ? "text-accent fill-current" : ""} />
            {at + 1}
          </button>
          <span className="text-muted hidden px-1.5 text-xs tabular-nums @md:inline">
            {t.seconds(decimal(row.end - row.start, 2))}
          </span>
        </div>
        {edges.map((edge) => (
          <div key={edge} className="contents @2xl:flex @2xl:flex-col">
            <TimeField rowKey={row.key} at={at} edge={edge} seconds={row[edge]} isEstimated={isEstimated} />
            {isActive && (
              <div className="hidden @2xl:block">
                <Nudges rowKey={row.key} at={at} edge={edge} />
              </div>
            )}
          </div>
        ))}
        {troubles.length > 0 && <Breaches list={troubles} />}
        {isByOthers && <span className="bg-raised text-ink rounded px-1.5 text-xs">{t.byOthers}</span>}
      </div>
      <div className="flex min-w-0 flex-col gap-1">
        <div className={`grid gap-x-3 gap-y-1 ${columns.length > 1 ? "@xl:grid-cols-2" : ""}`}>
          {columns.map((language) => (
            <div key={language} className="flex min-w-0 flex-col gap-0.5">
              <TextField
                rowKey={row.key}
                at={at}
                language={language}
                side={row.sides[language]}
                name={t.fieldName(at + 1, languageName(language))}
                describedBy={`about-${row.key}-${language}`}
                query={query}
                match={match?.language === language ? match : null}
              />
              <About row={row} language={language} />
            </div>
          ))}
        </div>
        {conflicts?.map((conflict) => (
          <ConflictChoice key={`${conflict.kind} ${conflict.language}`} conflict={conflict} />
        ))}
        {isActive && <Actions rowKey={row.key} at={at} />}
      </div>
    </div>
  );
});

/** Notes on a text: speed, lines, doubtful words. */
function About({ row, language }: { row: Row; language: string }) {
  const t = useTexts().editor;
  const { profile } = useTools();
  const side = row.sides[language];
  const measure = measureRow(row, profile).sides[language];
  const doubtful = side ? doubtfulIn(side, language) : [];
  const words = doubtful.map(({ from, to }) => side?.text.slice(from, to)).join(", ");
  const isFast = measure?.breaches.includes("reading-speed") === true;
  const isLong = measure?.breaches.includes("line-length") === true;
  return (
    <div
      id={`about-${row.key}-${language}`}
      className="text-muted flex min-h-5 flex-wrap items-center gap-x-3 px-1 text-xs"
    >
      {measure && measure.lines.length > 0 && (
        <>
          <span className={`tabular-nums ${isFast ? "text-bad font-semibold" : ""}`}>
            {t.speed(decimal(measure.speed))}
          </span>
          <span className={`tabular-nums ${isLong ? "text-bad font-semibold" : ""}`}>
            {t.lengths(measure.lines.join(" · "))}
          </span>
        </>
      )}
      {measure && measure.breaches.length > 0 && <Breaches list={measure.breaches} />}
      {side?.failed === true && <span className="bg-bad-soft text-bad rounded px-1.5">{t.failed}</span>}
      {words !== "" && (
        <span className="text-warn">
          {t.doubtful("")}
          <span dir="auto" lang={language}>
            {words}
          </span>
        </span>
      )}
    </div>
  );
}

function Breaches({ list }: { list: readonly Breach[] }) {
  const t = useTexts().editor;
  const [errors, advice] = [list.filter((one) => !isAdvice(one)), list.filter(isAdvice)];
  const words = (some: readonly Breach[]): string => some.map((one) => t.breaches[one]).join(", ");
  return (
    <>
      {errors.length > 0 && <span className="bg-bad-soft text-bad rounded px-1.5 text-xs">{words(errors)}</span>}
      {advice.length > 0 && <span className="text-warn px-1.5 text-xs">{words(advice)}</span>}
    </>
  );
}

const ACTIONS: readonly { command: Command; icon: ReactNode }[] = [
  { command: "playCue", icon: <Play aria-hidden size={17} /> },
  { command: "startHere", icon: <ArrowLeftToLine aria-hidden size={17} /> },
  { command: "endHere", icon: <ArrowRightToLine aria-hidden size={17} /> },
  { command: "shiftHere", icon: <ArrowDownToLine aria-hidden size={17} /> },
  { command: "split", icon: <Scissors aria-hidden size={17} /> },
  { command: "merge", icon: <Merge aria-hidden size={17} /> },
  { command: "breakLines", icon: <WrapText aria-hidden size={17} /> },
  { command: "retranslate", icon: <Languages aria-hidden size={17} /> },
  { command: "insert", icon: <Plus aria-hidden size={17} /> },
  { command: "remove", icon: <Trash2 aria-hidden size={17} /> },
  { command: "checkedNext", icon: <Check aria-hidden size={17} /> },
];

function Actions({ rowKey, at }: { rowKey: string; at: number }) {
  const t = useTexts().editor;
  const tools = useTools();
  const hasTranslations = tools.session.languages.length > 1;
  const actions = ACTIONS.filter(({ command }) => command !== "retranslate" || hasTranslations);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-x-4 gap-y-1 @2xl:hidden">
        {(["start", "end"] as const).map((edge) => (
          <div key={edge} className="flex items-center gap-2 text-sm">
            <span aria-hidden className="text-muted min-w-10">
              {t[edge]}
            </span>
            <Nudges rowKey={rowKey} at={at} edge={edge} />
          </div>
        ))}
      </div>
      <div role="group" aria-label={t.cue(at + 1)} className="flex flex-wrap gap-1">
        {actions.map(({ command, icon }) => {
          const [first] = chordsOf(command, isMac).toReversed();
          const label = t.commands[command];
          return (
            <IconButton
              key={command}
              small
              look="plain"
              label={label}
              title={first === undefined ? label : `${label} (${shownKeys(first, isMac).join("+")})`}
              icon={icon}
              // The field keeps the focus, since a cue is split at its cursor.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => run(tools, command)}
              className="pointer-coarse:min-h-11! pointer-coarse:min-w-11!"
            />
          );
        })}
      </div>
    </div>
  );
}
