/** Readers that accept exactly what a format allows, and throw at the first line that it does not allow. */

export interface ReadCue {
  start: number;
  end: number;
  text: string;
}

const ms = (hours = "0", minutes = "0", seconds = "0", rest = "0"): number =>
  ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(rest);

/** Reads a number, times, lines of text and an empty line per cue. Removes the characters that the writer added as escapes. */
export function readSrt(file: string): ReadCue[] {
  if (file === "") return [];
  if (!file.endsWith("\n") || file.endsWith("\n\n")) throw new Error("the file does not end with its last line");
  return file
    .slice(0, -1)
    .split("\n\n")
    .map((block, i) => {
      const [number, times = "", ...lines] = block.split("\n");
      const found = /^(\d{2,}):(\d\d):(\d\d),(\d{3}) --> (\d{2,}):(\d\d):(\d\d),(\d{3})$/.exec(times);
      if (number !== String(i + 1) || !found || lines.length === 0)
        throw new Error(`not a cue: ${JSON.stringify(block)}`);
      for (const line of lines) {
        if (line.trim() === "") throw new Error(`an empty line: ${block}`);
        // Some readers look for times anywhere in a line.
        const times = line.match(/\d:\d+[.,:]\d/g)?.length ?? 0;
        if (times > 1 || (times === 1 && line.includes("-->"))) throw new Error(`times: ${line}`);
      }
      const text = lines
        .join("\n")
        .replaceAll("--\u2060>", "-->")
        .replace(/(\d:\d+)\u2060(?=[.,:]\d)/g, "$1")
        .replace(/<\u2060(?=\/?(?:b|i|u|s|font)\b)/gi, "<")
        .replace(/\{\u2060(?=\\|[biu]\})/gi, "{");
      return { start: ms(...found.slice(1, 5)), end: ms(...found.slice(5, 9)), text };
    });
}

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Reads the header, then an identifier, times and lines of text without markup per cue. */
export function readVtt(file: string): ReadCue[] {
  const [head, ...blocks] = file.replace(/\n$/, "").split("\n\n");
  if (head !== "WEBVTT") throw new Error(`not WebVTT: ${head}`);
  return blocks.map((block, i) => {
    const [id, times = "", ...lines] = block.split("\n");
    const found = /^(\d{2,}):(\d\d):(\d\d)\.(\d{3}) --> (\d{2,}):(\d\d):(\d\d)\.(\d{3})$/.exec(times);
    if (id !== String(i + 1) || !found || lines.length === 0) throw new Error(`not a cue: ${JSON.stringify(block)}`);
    const markup = lines.join("\n").replace(/&(?:amp|lt|gt);/g, "");
    if (/[&<>]/.test(markup) || lines.some((line) => line.trim() === "")) throw new Error(`markup: ${block}`);
    const text = lines.join("\n").replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
    return { start: ms(...found.slice(1, 5)), end: ms(...found.slice(5, 9)), text };
  });
}
