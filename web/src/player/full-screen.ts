/** Full screen of the box with the video, its overlay and its controls. */
import { useEffect, useState, type RefObject } from "react";
import { hasBareFullScreen } from "./native-captions.js";

/** Only Apple's browsers have it. */
function enterBare(video: object | null): void {
  if (!video || !("webkitEnterFullscreen" in video)) return;
  const { webkitEnterFullscreen: enter } = video;
  if (typeof enter === "function") Reflect.apply(enter, video, []);
}

export interface FullScreen {
  isFull: boolean;
  canBeFull: boolean;
  toggle: () => void;
}

export function useFullScreen(
  box: RefObject<HTMLElement | null>,
  video: RefObject<HTMLVideoElement | null>,
): FullScreen {
  const [isFull, setIsFull] = useState(false);
  useEffect(() => {
    const look = (): void =>
      setIsFull(document.fullscreenElement !== null && document.fullscreenElement === box.current);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, [box]);
  const toggle = (): void => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (hasBareFullScreen()) enterBare(video.current);
    else void box.current?.requestFullscreen();
  };
  return { isFull, canBeFull: document.fullscreenEnabled || hasBareFullScreen(), toggle };
}
