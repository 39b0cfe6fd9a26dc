/** The toolbar above the list: undo, find, follow, languages, and the state of saving. */
import {
  ArrowDown,
  ArrowUp,
  CloudAlert,
  CloudCheck,
  CloudUpload,
  Keyboard,
  Languages,
  LocateFixed,
  Redo2,
  Search,
  Undo2,
} from "lucide-react";
import { useMemo, type ReactNode } from "react";
import { problemText } from "../../api/problem.js";
import { Button, IconButton } from "../../controls/button.js";
import { breaks, isDoubtful } from "../../editing/norms.js";
import { languageName } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import { usePart, useStore } from "../../stores/store.js";
import { run } from "./commands.js";
import { useTools } from "./context.js";
import { chordsOf, shownKeys, type Command } from "./keys.js";
import { isMac } from "./platform.js";
import { show } from "./view.js";

const TOOL = "min-h-9! min-w-9! pointer-coarse:min-h-11! pointer-coarse:min-w-11!";

export function Toolbar() {
  const texts = useTexts();
  const t = texts.editor;
  const tools = useTools();
  const { session, view } = tools;
  const canUndo = usePart(session.state, ({ history }) => history.past.length > 0);
  const canRedo = usePart(session.state, ({ history }) => history.future.length > 0);
  const { columns, follows, isAway } = useStore(view);
  const other = session.languages.filter((language) => language !== columns[0]);
  const setLeft = (language: string): void => {
    const right = columns[1] === language ? columns[0] : columns[1];
    show(view, { columns: right === undefined ? [language] : [language, right], language });
  };
  const setRight = (language: string): void => show(view, { columns: [columns[0] ?? "", language].filter(Boolean) });
  return (
    <div
      role="toolbar"
      aria-label={t.toolbar}
      className="border-line bg-surface flex flex-wrap items-center gap-x-2 gap-y-1 border-b px-2 py-1.5"
    >
      <div className="flex">
        <Tool command="undo" icon={<Undo2 aria-hidden size={18} />} disabled={!canUndo} />
        <Tool command="redo" icon={<Redo2 aria-hidden size={18} />} disabled={!canRedo} />
        <Tool command="find" icon={<Search aria-hidden size={18} />} />
        <Tool command="keys" icon={<Keyboard aria-hidden size={18} />} />
        {other.length > 0 && (
          <IconButton
            label={texts.translations.again}
            icon={<Languages aria-hidden size={18} />}
            aria-haspopup="dialog"
            onClick={() => show(view, { isAgainOpen: true })}
            className={TOOL}
          />
        )}
      </div>
      {/* If a person has scrolled away, the button returns to the playhead; else it toggles following. */}
      <Button
        small
        aria-pressed={follows && isAway ? undefined : follows}
        title={follows && isAway ? t.toCurrent : t.follow}
        className={`min-h-9 min-w-9 @2xl:min-w-44 ${follows && !isAway ? "bg-accent-soft!" : ""} pointer-coarse:min-h-11! pointer-coarse:min-w-11!`}
        onClick={() => show(view, follows && isAway ? { isAway: false } : { follows: !follows, isAway: false })}
      >
        <LocateFixed aria-hidden size={16} />
        <span className="sr-only @2xl:not-sr-only">{follows && isAway ? t.toCurrent : t.follow}</span>
      </Button>
      <div className="flex items-center gap-1 @md:ms-auto @max-md:w-full @max-md:*:flex-1">
        <Language label={t.left} value={columns[0] ?? ""} languages={session.languages} onChoose={setLeft} />
        {other.length > 0 && (
          <Language label={t.right} value={columns[1] ?? ""} languages={other} none={t.noColumn} onChoose={setRight} />
        )}
      </div>
      <div className="flex min-h-9 w-full flex-wrap items-center justify-between gap-x-3">
        <Summary />
        <SaveNotice />
      </div>
    </div>
  );
}

function Tool({ command, icon, disabled = false }: { command: Command; icon: ReactNode; disabled?: boolean }) {
  const t = useTexts().editor;
  const tools = useTools();
  const label = t.commands[command];
  const [chord] = chordsOf(command, isMac);
  return (
    <IconButton
      label={label}
      title={chord === undefined ? label : `${label} (${shownKeys(chord, isMac).join("+")})`}
      icon={icon}
      disabled={disabled}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => run(tools, command)}
      className={TOOL}
    />
  );
}

interface LanguageProps {
  label: string;
  value: string;
  languages: readonly string[];
  none?: string;
  onChoose: (language: string) => void;
}

function Language({ label, value, languages, none, onChoose }: LanguageProps) {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={({ target }) => onChoose(target.value)}
      className="border-line bg-surface min-h-9 max-w-44 rounded-lg border px-2 text-sm pointer-coarse:min-h-11"
    >
      {languages.map((language) => (
        <option key={language} value={language}>
          {languageName(language)}
        </option>
      ))}
      {none !== undefined && <option value="">{none}</option>}
    </select>
  );
}

/** The number of rows to check in the shown languages. */
function Summary() {
  const t = useTexts().editor;
  const { session, view, profile } = useTools();
  const rows = usePart(session.state, ({ history }) => history.rows);
  const columns = usePart(view, (one) => one.columns);
  const [broken, doubtful] = useMemo(() => {
    let [some, many] = [0, 0];
    for (const [at, row] of rows.entries()) {
      if (breaks(rows, at, columns, profile)) some += 1;
      if (isDoubtful(row, columns)) many += 1;
    }
    return [some, many];
  }, [rows, columns, profile]);
  return (
    <div className="flex items-center">
      <p className="text-muted px-1 text-sm">
        {broken === 0 && doubtful === 0 ? t.allGood : t.summary(broken, doubtful)}
      </p>
      {broken > 0 && (
        <>
          <Tool command="previousBreach" icon={<ArrowUp aria-hidden size={18} />} />
          <Tool command="nextBreach" icon={<ArrowDown aria-hidden size={18} />} />
        </>
      )}
    </div>
  );
}

function SaveNotice() {
  const t = useTexts().editor.save;
  const tools = useTools();
  const save = usePart(tools.session.state, (state) => state.save);
  if (save.kind === "retrying" || save.kind === "refused") {
    return (
      <div className="bg-bad-soft flex max-w-xl items-center gap-2 rounded-lg px-2 py-1 text-sm">
        <CloudAlert aria-hidden size={18} className="text-bad shrink-0" />
        <span>{t[save.kind](problemText(save.problem))}</span>
        <Button small onClick={() => run(tools, "save")}>
          {t.again}
        </Button>
      </div>
    );
  }
  const Icon = save.kind === "saved" ? CloudCheck : CloudUpload;
  return (
    <span className="text-muted inline-flex items-center gap-1.5 text-sm">
      <Icon aria-hidden size={18} className={save.kind === "saved" ? "text-good" : ""} />
      {t[save.kind]}
    </span>
  );
}
