/** The dialog that has a translation made again: what is missing in it, or all of it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { languagesQuery } from "../../../api/job-lists.js";
import { Button } from "../../../controls/button.js";
import { Choices } from "../../../controls/choices.js";
import { Dialog } from "../../../controls/dialog.js";
import { Select } from "../../../controls/field.js";
import { Notice } from "../../../controls/notice.js";
import { Progress } from "../../../controls/progress.js";
import { translatable } from "../../../editing/untranslated.js";
import { decimal, languageName } from "../../../language/format.js";
import { translatorName } from "../../../language/names.js";
import { useTexts, type Texts } from "../../../language/texts.js";
import { usePart } from "../../../stores/store.js";
import { translatorsFor } from "../../../upload/options/job-options.js";
import { isSilent, translationProblem } from "../../translations/problem-text.js";
import { useTools } from "../context.js";
import { show } from "../view.js";
import { retranslateCues, type Retranslation } from "./retranslate-cues.js";

const AS_BEFORE = "";

export function RetranslateDialog() {
  const texts = useTexts();
  const t = texts.translations;
  const { session, view, source, translatorOf } = useTools();
  const rows = usePart(session.state, ({ history }) => history.rows);
  const { data: server } = useQuery(languagesQuery);
  const targets = session.languages.filter((language) => language !== source);
  const [language, setLanguage] = useState(() => view.get().columns.find((one) => one !== source) ?? targets[0] ?? "");
  const [which, setWhich] = useState<"missing" | "all">("missing");
  const [translator, setTranslator] = useState(AS_BEFORE);
  const [progress, setProgress] = useState<{ seen: number; total: number } | null>(null);
  const [outcome, setOutcome] = useState<(Retranslation & { isStopped: boolean }) | null>(null);
  const stop = useRef<AbortController | null>(null);
  // A dialog that is closed has nobody to tell how it ends.
  useEffect(() => () => stop.current?.abort(), []);

  const keys = translatable(rows, language);
  const able = translatorsFor(server?.translators ?? [], [{ source, targets: [language] }]);
  const chosen = keys.missing.length === 0 ? "all" : which;

  async function start(): Promise<void> {
    const list = keys[chosen];
    const stopped = (stop.current = new AbortController());
    const name = able.some((one) => one.name === translator) ? translator : translatorOf(language);
    setOutcome(null);
    setProgress({ seen: 0, total: list.length });
    const result = await retranslateCues(list, {
      translate: (key) => session.retranslate(key, language, name),
      isHarmless: isSilent,
      onProgress: (seen) => setProgress({ seen, total: list.length }),
      signal: stopped.signal,
    });
    setProgress(null);
    setOutcome({ ...result, isStopped: stopped.signal.aborted });
  }

  return (
    <Dialog title={t.againTitle} onClose={() => show(view, { isAgainOpen: false })}>
      <form
        className="flex flex-col gap-4 p-1"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        {progress === null ? (
          <>
            <Select
              label={t.language}
              value={language}
              options={targets.map((code) => ({ value: code, text: languageName(code) }))}
              onValue={setLanguage}
            />
            {keys.missing.length === 0 && <p className="text-muted text-sm">{t.noneMissing}</p>}
            <Choices
              legend={t.which}
              value={chosen}
              options={[
                ...(keys.missing.length === 0
                  ? []
                  : [{ value: "missing", text: t.missing(keys.missing.length), hint: t.missingHint }]),
                { value: "all", text: t.all(keys.all.length), hint: t.allHint },
              ]}
              onValue={(value) => setWhich(value === "all" ? "all" : "missing")}
            />
            {able.length > 1 && (
              <Select
                label={t.translator}
                value={translator}
                options={[
                  { value: AS_BEFORE, text: t.sameTranslator },
                  ...able.map(({ name, isService }) => ({
                    value: name,
                    text: `${translatorName(texts, name)}${isService ? ` (${texts.jobOptions.mark})` : ""}`,
                  })),
                ]}
                onValue={setTranslator}
              />
            )}
            <div>
              <Button type="submit" look="primary" disabled={keys[chosen].length === 0}>
                {t.again}
              </Button>
            </div>
          </>
        ) : (
          <>
            <p>{t.progress(decimal(progress.seen, 0), decimal(progress.total, 0))}</p>
            <Progress share={progress.seen / progress.total} label={t.progressOf(languageName(language))} />
            <div>
              <Button onClick={() => stop.current?.abort()}>{t.stop}</Button>
            </div>
          </>
        )}
        {outcome && (
          <Notice kind={outcome.problem === null ? "info" : "error"}>
            <p>{outcomeText(t, outcome)}</p>
            {outcome.problem !== null && <p>{translationProblem(outcome.problem, "cue")}</p>}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

function outcomeText(
  t: Texts["translations"],
  { done, failed, isStopped }: Retranslation & { isStopped: boolean },
): string {
  if (isStopped) return t.stoppedAfter(done);
  return failed > 0 ? t.doneExcept(done, failed) : t.done(done);
}
