/** The glossary of jobs: terms that are typed, and a table that is chosen as a file. */
import { FileSpreadsheet, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Button, IconButton } from "../../controls/button.js";
import { Notice } from "../../controls/notice.js";
import { useTexts, type Texts } from "../../language/texts.js";
import { BYTES_MOST, readGlossary, TERM_MOST, type GlossaryFault } from "./glossary.js";
import { termFault, TYPED_MOST, type JobOptions, type TypedTerm } from "./job-options.js";

type Glossary = Pick<JobOptions, "file" | "terms">;

interface GlossaryFieldsProps {
  value: Glossary;
  onChange: (glossary: Glossary) => void;
}

const BLANK: TypedTerm = { source: "", target: "" };
const FIELD = "border-line bg-surface min-h-10 w-full min-w-0 rounded-lg border px-3";

export function GlossaryFields({ value: { file, terms }, onChange }: GlossaryFieldsProps) {
  const t = useTexts().jobOptions;
  const hint = useId();
  const rows = terms.length < TYPED_MOST ? [...terms, BLANK] : terms;
  const change = (at: number, part: Partial<TypedTerm>): void =>
    onChange({
      file,
      terms: rows.map((row, i) => (i === at ? { ...row, ...part } : row)).slice(0, Math.max(terms.length, at + 1)),
    });
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={hint}>
      <legend className="text-sm font-medium">{t.glossary}</legend>
      <p id={hint} className="text-muted text-sm">
        {t.glossaryHint}
      </p>
      <div aria-hidden className="text-muted grid max-w-2xl grid-cols-[1fr_1fr_2.5rem] gap-2 text-sm">
        <span>{t.termHead}</span>
        <span>{t.translationHead}</span>
      </div>
      <ul className="flex max-w-2xl flex-col gap-2">
        {rows.map((row, at) => (
          <TermRow
            // A row is known by its place: the blank one stays in place when it is filled.
            key={at}
            row={row}
            at={at}
            fault={termFault(terms, at)}
            onChange={(part) => change(at, part)}
            onRemove={at < terms.length ? () => onChange({ file, terms: terms.toSpliced(at, 1) }) : null}
          />
        ))}
      </ul>
      {terms.length >= TYPED_MOST && <p className="text-muted text-sm">{t.termsMost(TYPED_MOST)}</p>}
      <GlossaryFile file={file} onFile={(chosen) => onChange({ file: chosen, terms })} />
    </fieldset>
  );
}

interface TermRowProps {
  row: TypedTerm;
  at: number;
  fault: ReturnType<typeof termFault>;
  onChange: (part: Partial<TypedTerm>) => void;
  /** null for the blank row. */
  onRemove: (() => void) | null;
}

function TermRow({ row, at, fault, onChange, onRemove }: TermRowProps) {
  const t = useTexts().jobOptions;
  const id = useId();
  const field = (name: keyof TypedTerm, label: string) => (
    <input
      dir="auto"
      aria-label={label}
      aria-invalid={fault !== null}
      aria-describedby={fault === null ? undefined : id}
      autoComplete="off"
      maxLength={TERM_MOST}
      placeholder={name === "target" && row.source.trim() !== "" ? t.keptAsIs : undefined}
      value={row[name]}
      onChange={({ target }) => onChange({ [name]: target.value })}
      className={`${FIELD} ${fault === null ? "" : "border-bad!"}`}
    />
  );
  return (
    <li className="flex flex-col gap-1">
      <div className="grid grid-cols-[1fr_1fr_2.5rem] gap-2">
        {field("source", t.term(at + 1))}
        {field("target", t.translationOf(at + 1))}
        {onRemove && (
          <IconButton
            label={t.removeTerm(row.source.trim() || t.term(at + 1))}
            icon={<X aria-hidden size={18} />}
            onClick={onRemove}
          />
        )}
      </div>
      {fault !== null && (
        <p id={id} role="alert" className="text-bad text-sm">
          {t.termFaults[fault]}
        </p>
      )}
    </li>
  );
}

interface GlossaryFileProps {
  file: Glossary["file"];
  onFile: (file: Glossary["file"]) => void;
}

function GlossaryFile({ file, onFile }: GlossaryFileProps) {
  const t = useTexts().jobOptions;
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<{ name: string; fault: GlossaryFault } | null>(null);
  async function take(chosen: File): Promise<void> {
    const read = await readFile(chosen);
    if ("fault" in read) return setRefused({ name: chosen.name, fault: read.fault });
    setRefused(null);
    onFile({ name: chosen.name, rows: read.rows });
  }
  return (
    <div className="flex flex-col gap-2">
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
        // The button below replaces it for people.
        aria-hidden
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) void take(chosen);
          // The same file may be chosen again after it was mended.
          target.value = "";
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button small onClick={() => input.current?.click()}>
          <FileSpreadsheet aria-hidden size={16} />
          {file ? t.otherFile : t.chooseFile}
        </Button>
        {file && (
          <span role="status" className="inline-flex min-w-0 items-center gap-1">
            <bdi className="min-w-0 wrap-anywhere">{t.file(file.name, file.rows.length)}</bdi>
            <IconButton
              small
              label={t.removeFile(file.name)}
              icon={<X aria-hidden size={16} />}
              onClick={() => onFile(null)}
            />
          </span>
        )}
      </div>
      <p className="text-muted text-sm">{t.fileHint}</p>
      {refused && <Notice kind="error">{t.fileFault(refused.name, faultText(t, refused.fault))}</Notice>}
    </div>
  );
}

async function readFile(file: File): Promise<ReturnType<typeof readGlossary>> {
  if (file.size > BYTES_MOST) return { fault: { kind: "too-large", row: 0, text: "" } };
  try {
    return readGlossary(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
  } catch {
    return { fault: { kind: "unreadable", row: 0, text: "" } };
  }
}

function faultText(t: Texts["jobOptions"], { kind, row, text }: GlossaryFault): string {
  const why = t.faults[kind](text);
  return row === 0 ? why : t.faultRow(row, why);
}
