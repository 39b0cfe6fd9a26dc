/**
 * Files may be dropped or pasted anywhere on the page. Without this, the browser would open them and leave the page.
 */
import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../language/texts.js";
import { filesOf } from "../upload/file/chosen-file.js";
import { bytesMostQuery } from "../upload/transfer/upload-requests.js";
import { addDrafts, refuseFolder } from "./drafts.js";

const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes("Files") ?? false;

/** Mount it once. A part of the page that handles files itself prevents the event's default. */
export function DropAnywhere() {
  const t = useTexts().newJob;
  const [, navigate] = useLocation();
  const { data: most = null } = useQuery(bytesMostQuery);
  const [isOver, setIsOver] = useState(false);

  const take = useEffectEvent((data: DataTransfer): void => {
    navigate("/");
    void filesOf(data).then((files) => (files.length === 0 ? refuseFolder() : addDrafts(files, most)));
  });

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // The pointer enters and leaves every element that it crosses.
    let depth = 0;
    const over = (by: number) => (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      depth = Math.max(0, depth + by);
      setIsOver(depth > 0);
    };
    window.addEventListener("dragenter", over(1), { signal });
    window.addEventListener("dragleave", over(-1), { signal });
    window.addEventListener(
      "dragover",
      (event) => {
        if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      { signal },
    );
    window.addEventListener(
      "drop",
      (event) => {
        depth = 0;
        setIsOver(false);
        if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        take(event.dataTransfer);
      },
      { signal },
    );
    window.addEventListener(
      "paste",
      (event) => {
        if (event.defaultPrevented || !hasFiles(event.clipboardData)) return;
        event.preventDefault();
        take(event.clipboardData);
      },
      { signal },
    );
    return () => listening.abort();
  }, []);

  if (!isOver) return null;
  return (
    <div className="bg-page/85 pointer-events-none fixed inset-0 z-40 p-4">
      <div className="border-accent text-accent flex size-full flex-col items-center justify-center gap-4 rounded-3xl border-4 border-dashed text-2xl font-semibold">
        <Upload aria-hidden size={48} />
        {t.dropNow}
      </div>
    </div>
  );
}
