/** Writes TTML as IMSC 1.1 text. Pure. */
import { spansOf, type TextStyle } from "./styled-text.js";
import type { Anchor, SubtitleFile } from "./subtitle-file.js";

/** The cues as IMSC 1.1 text: one region for each place that is used. */
export function writeTtmlFile(file: Pick<SubtitleFile, "cues" | "language">): string {
  const anchors = [
    ...new Set<Anchor>(["2", ...file.cues.map((cue) => String(cue.anchor ?? 2))].map((one) => Number(one) as Anchor)),
  ].sort();
  const regions = anchors.map((anchor) => {
    const display = anchor > 6 ? "before" : anchor > 3 ? "center" : "after";
    const align = anchor % 3 === 1 ? "left" : anchor % 3 === 0 ? "right" : "center";
    return `      <region xml:id="r${anchor}" tts:origin="10% 10%" tts:extent="80% 80%" tts:displayAlign="${display}" tts:textAlign="${align}"/>`;
  });
  const paragraphs = file.cues.map((cue) => {
    const text = spansOf(cue.content)
      .map(({ text: part, styles }) => {
        const letters = escapeXml(part).replaceAll("\n", "<br/>");
        const attributes = styleAttributes(Object.assign({}, ...styles) as TextStyle);
        return attributes === "" ? letters : `<span${attributes}>${letters}</span>`;
      })
      .join("");
    const end = Math.max(cue.end, cue.start + 1);
    return `      <p begin="${time(cue.start)}" end="${time(end)}" region="r${cue.anchor ?? 2}">${text}</p>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling" ttp:timeBase="media" ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text" xml:lang="${escapeXml(file.language ?? "und")}">
  <head>
    <layout>
${regions.join("\n")}
    </layout>
  </head>
  <body>
    <div>
${paragraphs.join("\n")}
    </div>
  </body>
</tt>
`;
}

function styleAttributes({ bold, italic, underline, strike, colour }: TextStyle): string {
  const decoration = [underline ? "underline" : "", strike ? "lineThrough" : ""].filter(Boolean).join(" ");
  return [
    bold ? ' tts:fontWeight="bold"' : "",
    italic ? ' tts:fontStyle="italic"' : "",
    decoration ? ` tts:textDecoration="${decoration}"` : "",
    colour ? ` tts:color="${colour}"` : "",
  ].join("");
}

function escapeXml(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;").replace(/"/gu, "&quot;");
}

function time(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}
