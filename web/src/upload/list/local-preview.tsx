/** The preview of a chosen file, played from the local disk. */
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../../language/texts.js";
import { localFile } from "../file/local-files.js";

interface LocalPreviewProps {
  /** Id of the upload or the job. */
  id: string;
  name: string;
  /** Called with the duration in seconds when it is known. */
  onLength?: (seconds: number) => void;
  className?: string;
}

/**
 * Continues at the position of the last player of the same file. Renders nothing if this page does not have the file.
 */
export function LocalPreview({ id, name, onLength, className = "" }: LocalPreviewProps) {
  const t = useTexts().uploads;
  const video = useRef<HTMLVideoElement>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [isSound, setIsSound] = useState(false);
  const url = localFile(id)?.url;
  useEffect(() => {
    const element = video.current;
    const local = localFile(id);
    if (!element || !local) return;
    // Slightly after the start, since some browsers show no picture at 0.
    element.currentTime = Math.max(0.001, local.time);
    if (local.isPlaying) element.play().catch(() => undefined);
    return () => {
      local.time = element.currentTime;
      local.isPlaying = !element.paused && !element.ended;
    };
  }, [id, url]);
  if (url === undefined) return null;
  if (hasFailed)
    return (
      <p
        className={`bg-raised text-muted flex items-center justify-center rounded-xl p-4 text-center text-sm ${className}`}
      >
        {t.noPreview}
      </p>
    );
  return (
    <video
      ref={video}
      src={url}
      controls
      playsInline
      preload="metadata"
      aria-label={t.preview(name)}
      onLoadedMetadata={({ currentTarget }) => {
        setIsSound(currentTarget.videoWidth === 0);
        if (Number.isFinite(currentTarget.duration)) onLength?.(currentTarget.duration);
      }}
      onError={() => setHasFailed(true)}
      className={`w-full rounded-xl ${isSound ? "bg-raised h-14" : "aspect-video bg-black"} ${className}`}
    />
  );
}
