/** The results of a job: the style of the letters, subtitle files, and videos with subtitles. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Job, RenderStyle } from "../../api/client.js";
import { fontsQuery } from "../../api/fonts.js";
import { problemText } from "../../api/problem.js";
import { useOrderRender, useRenders, useSubtitleVersions, type RenderOrder } from "../../api/renders.js";
import { Notice } from "../../controls/notice.js";
import { toast } from "../../controls/toast.js";
import { texts } from "../../language/texts.js";
import type { Playback } from "../../player/playback.js";
import { usePart } from "../../stores/store.js";
import { letters } from "../letters/letters-store.js";
import { LettersPanel } from "../letters/letters-panel.js";
import { DownloadList } from "./download-list.js";
import { languagesOf } from "./languages-of.js";
import { RenderForm } from "./render-form.js";
import { RenderList } from "./render-list.js";

export interface ExportPanelProps {
  job: Job;
  playback: Playback;
}

export function ExportPanel({ job, playback }: ExportPanelProps) {
  const languages = languagesOf(job);
  const { data: renders, error } = useRenders(job.id);
  const versions = useSubtitleVersions(job.id, languages);
  const order = useOrderRender(job.id);
  const { data: fonts } = useQuery(fontsQuery);
  const [refusal, setRefusal] = useState<string>();
  const isSound = usePart(playback.state, (state) => state.duration > 0 && state.width === 0 && !state.failed);

  async function ask(wanted: RenderOrder): Promise<void> {
    setRefusal(undefined);
    try {
      await order(wanted);
      toast(texts().exporting.started);
    } catch (problem) {
      setRefusal(texts().exporting.startFailed(problemText(problem)));
    }
  }

  /** The present style. A font that was chosen on another server may be missing here. */
  function chosenStyle(): RenderStyle {
    const { font, ...rest } = letters.get();
    const isHere = font !== undefined && (fonts?.fonts.some(({ family }) => family === font) ?? true);
    return isHere ? { ...rest, font } : rest;
  }

  return (
    <div className="flex flex-col gap-8">
      <DownloadList job={job} languages={languages} />
      {!isSound && <LettersPanel />}
      <RenderForm
        languages={languages}
        isSound={isSound}
        error={refusal}
        onOrder={({ lang, kind }) => ask({ lang, kind, style: kind === "burn" ? chosenStyle() : {} })}
      />
      {error !== null && <Notice kind="error">{problemText(error)}</Notice>}
      <RenderList
        renders={renders ?? []}
        versions={versions}
        onAgain={({ lang, kind, style }) => void ask({ lang, kind, style })}
        onPlay={() => playback.pause()}
      />
    </div>
  );
}
