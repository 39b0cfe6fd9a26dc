/** A sample of the style over a bright and a dark picture, for times without a cue. */
import { useEffect, useRef, useState } from "react";
import type { RenderStyle } from "../../api/client.js";
import { useTexts } from "../../language/texts.js";
import type { BurnerFont } from "../../player/letters/burner-font.js";
import { Overlay } from "../../player/letters/overlay.js";

export function Sample({ style, fonts }: { style: RenderStyle; fonts: readonly BurnerFont[] }) {
  const t = useTexts().exporting;
  const element = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    const watching = new ResizeObserver(() => setPicture({ width: box.clientWidth, height: box.clientHeight }));
    watching.observe(box);
    return () => watching.disconnect();
  }, []);
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-muted text-sm">{t.sample}</figcaption>
      <div
        ref={element}
        className="relative aspect-video w-full max-w-sm overflow-hidden rounded-lg bg-linear-to-r from-black via-slate-500 to-white"
      >
        {picture.height > 0 && <Overlay text={t.sampleText} letters={style} picture={picture} fonts={fonts} />}
      </div>
    </figure>
  );
}
