/** The request for one language more, from the click to its end. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Job } from "../../api/client.js";
import { noteJob } from "../../api/job-lists.js";
import { addTarget } from "../../api/job-query.js";
import { toast } from "../../controls/toast.js";
import { languageName } from "../../language/format.js";
import { texts, useTexts } from "../../language/texts.js";
import { askFor, outcomeOf, type AskedTarget } from "./added-target.js";
import { translationProblem } from "./problem-text.js";

export interface AddedTarget {
  /** The target that is being translated. */
  target: string | null;
  /** Why the last request failed. */
  refusal: string | null;
  isSending: boolean;
  add: (target: string, translator: string | null) => void;
}

/** It outlives the dialog: a message tells how it ended. */
export function useAddedTarget(job: Job): AddedTarget {
  const t = useTexts().translations;
  const queries = useQueryClient();
  const [asked, setAsked] = useState<AskedTarget | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [ended, setEnded] = useState<{ target: string; outcome: "added" | "lost" | "stopped" } | null>(null);
  const outcome = asked === null ? "waiting" : outcomeOf(asked, job);
  if (asked !== null && outcome !== "waiting") {
    setAsked(null);
    setEnded({ target: asked.target, outcome });
  }

  useEffect(() => {
    if (ended === null) return;
    const text = texts().translations[ended.outcome](languageName(ended.target));
    if (ended.outcome === "added") toast(text);
    else toast(text, { kind: "error" });
  }, [ended]);

  async function send(wanted: string, translator: string | null): Promise<void> {
    setIsSending(true);
    setRefusal(null);
    setEnded(null);
    try {
      const changed = await addTarget(job.id, { target: wanted, ...(translator === null ? {} : { translator }) });
      // Another window may have added it before.
      if (changed.status !== "completed") setAsked(askFor(wanted, job));
      noteJob(queries, changed);
    } catch (error) {
      setRefusal(translationProblem(error, "target"));
    } finally {
      setIsSending(false);
    }
  }

  const lost = ended?.outcome === "lost" ? t.lost(languageName(ended.target)) : null;
  return {
    target: asked?.target ?? null,
    refusal: refusal ?? lost,
    isSending,
    add: (wanted, translator) => void send(wanted, translator),
  };
}
