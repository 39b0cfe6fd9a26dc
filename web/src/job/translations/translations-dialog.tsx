/** The translations of a job: what each was made with, and a form for one language more. */
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import type { Job } from "../../api/client.js";
import { languagesQuery } from "../../api/job-lists.js";
import { problemText } from "../../api/problem.js";
import { Button } from "../../controls/button.js";
import { Dialog } from "../../controls/dialog.js";
import { Select } from "../../controls/field.js";
import { Notice } from "../../controls/notice.js";
import { Progress } from "../../controls/progress.js";
import { decimal, languageName } from "../../language/format.js";
import { profileName, translatorName } from "../../language/names.js";
import { usePageLanguage, useTexts } from "../../language/texts.js";
import { AUTO, targetsOf, TARGETS_MOST, type Languages } from "../../upload/languages/language-choice.js";
import { translatorsFor, translatorsUsed, type TranslatorChoice } from "../../upload/options/job-options.js";
import { SendsText, TranslatorFields } from "../../upload/options/translator-fields.js";
import type { AddedTarget } from "./use-added-target.js";

interface TranslationsDialogProps {
  job: Job;
  added: AddedTarget;
  onClose: () => void;
}

export function TranslationsDialog({ job, added, onClose }: TranslationsDialogProps) {
  const texts = useTexts();
  const t = texts.translations;
  const { data: server, error } = useQuery(languagesQuery);
  const services = new Set(server?.translators.filter(({ isService }) => isService).map(({ name }) => name));
  return (
    <Dialog title={t.title} onClose={onClose}>
      <div className="flex flex-col gap-5 p-1">
        {job.targets.length === 0 ? (
          <p className="text-muted">{t.none}</p>
        ) : (
          <ul className="flex flex-col gap-1">
            {job.targets.map((target) => {
              const translator = job.translators[target];
              const name = languageName(target);
              return (
                <li key={target} className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1">
                  <span>{translator === undefined ? name : t.by(name, translatorName(texts, translator))}</span>
                  {translator !== undefined && services.has(translator) && <SendsText />}
                  {target === added.target && <span className="text-muted text-sm">{t.pending}</span>}
                </li>
              );
            })}
          </ul>
        )}
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <dt className="text-muted">{t.norms}</dt>
          <dd>{profileName(texts, job.profile)}</dd>
          <dt className="text-muted">{t.glossary}</dt>
          <dd>{job.glossaryTerms === 0 ? t.noGlossary : texts.jobOptions.terms(job.glossaryTerms)}</dd>
          {Object.entries(job.services).map(([id, use]) => (
            <Fragment key={id}>
              <dt className="text-muted">{t.askedOf(translatorName(texts, id))}</dt>
              <dd>
                {t.use(
                  use.requests,
                  decimal(use.requests),
                  decimal(use.characters),
                  use.tokens > 0 ? decimal(use.tokens) : null,
                )}
              </dd>
            </Fragment>
          ))}
        </dl>
        {added.target !== null ? (
          <div className="flex flex-col gap-2">
            <p role="status">{t.running(languageName(added.target))}</p>
            <Progress share={null} label={t.progressOf(languageName(added.target))} />
          </div>
        ) : job.status !== "completed" ? (
          <p className="text-muted text-sm">{t.waits}</p>
        ) : server ? (
          <AddLanguage job={job} server={server} added={added} />
        ) : (
          <p className="text-muted text-sm">{error ? problemText(error) : texts.app.loading}</p>
        )}
        {added.refusal !== null && <Notice kind="error">{added.refusal}</Notice>}
      </div>
    </Dialog>
  );
}

interface AddLanguageProps {
  job: Job;
  server: Languages & { translators: readonly TranslatorChoice[] };
  added: AddedTarget;
}

function AddLanguage({ job: { source, targets }, server, added }: AddLanguageProps) {
  const texts = useTexts();
  const t = texts.translations;
  const page = usePageLanguage();
  const possible = targetsOf(server, source, page, languageName).filter((code) => !targets.includes(code));
  const [language, setLanguage] = useState<string | null>(null);
  const [translator, setTranslator] = useState<string | null>(null);
  if (targets.length >= TARGETS_MOST) return <p className="text-muted text-sm">{t.most(TARGETS_MOST)}</p>;
  const target = possible.find((code) => code === language) ?? possible[0];
  if (target === undefined || source === AUTO) return <p className="text-muted text-sm">{t.noMore}</p>;
  const job = [{ source, targets: [target] }];
  const able = translatorsFor(server.translators, job);
  const used = translatorsUsed(server.translators, job, translator);
  const services = used.filter(({ isService }) => isService);
  return (
    <form
      className="border-line flex flex-col gap-3 border-t pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        added.add(target, able.some(({ name }) => name === translator) ? translator : null);
      }}
    >
      <h3 className="font-semibold">{t.add}</h3>
      <p className="text-muted text-sm">{t.addHint}</p>
      <Select
        label={t.language}
        value={target}
        options={possible.map((code) => ({ value: code, text: languageName(code) }))}
        onValue={setLanguage}
      />
      {able.length > 1 && <TranslatorFields able={able} used={used} value={translator} onValue={setTranslator} />}
      {services.length > 0 && (
        <Notice kind="info">
          {texts.jobOptions.sentTo(services.map(({ name }) => translatorName(texts, name)).join(", "))}
        </Notice>
      )}
      <div>
        <Button type="submit" look="primary" disabled={added.isSending}>
          {t.start}
        </Button>
      </div>
    </form>
  );
}
