/** The cue over the picture. */
import type { RenderStyle } from "../api/client.js";
import type { Size } from "./picture-rectangle.js";

export function Overlay({ text, letters, picture }: { text: string; letters: RenderStyle; picture: Size }) {
  return (
    <p
      dir="auto"
      className="absolute inset-x-4 bottom-4 text-center whitespace-pre-line text-white"
      style={{ fontSize: (picture.height * (letters.fontSize ?? 16)) / 288 }}
    >
      {text}
    </p>
  );
}
