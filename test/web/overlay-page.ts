/** A page that shows only the overlay of a cue, as the player draws it, and its server. */
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { findFont, listFonts } from "../../src/media/letters/fonts.js";
import type { LetterStyle } from "../../src/subtitles/letters.js";

/** The content of the page. */
export interface DrawnCue {
  text: string;
  letters: LetterStyle;
  picture: { width: number; height: number };
  /** Colour of the picture, as #rrggbb. */
  background: string;
}

const WEB = fileURLToPath(new URL("../../web/", import.meta.url));
const ENTRY = "virtual:overlay-page";

/** `draw` resolves when the burner's font is loaded and the cue is on the screen. */
const SOURCE = `
  import { createElement } from "react";
  import { createRoot } from "react-dom/client";
  import { flushSync } from "react-dom";
  import { Overlay } from "${WEB}src/player/letters/overlay.tsx";
  import "${WEB}src/app/theme.css";
  const box = document.body.appendChild(document.createElement("div"));
  const root = createRoot(box);
  window.draw = async ({ background, ...cue }) => {
    const { fonts } = await (await fetch("/fonts")).json();
    Object.assign(document.documentElement.style, { background, scrollbarGutter: "auto" });
    Object.assign(box.style, { position: "relative", width: cue.picture.width + "px", height: cue.picture.height + "px" });
    flushSync(() => root.render(createElement(Overlay, { ...cue, fonts })));
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  };
`;

/** Builds the page and serves it on the loopback address. */
export async function serveOverlayPage(): Promise<{ url: string; close: () => Promise<void> }> {
  const built = await build({
    configFile: false,
    root: WEB,
    logLevel: "warn",
    plugins: [
      react(),
      tailwind(),
      {
        name: "overlay-page",
        resolveId: (id) => (id === ENTRY ? `${WEB}src/overlay-page.js` : null),
        load: (id) => (id === `${WEB}src/overlay-page.js` ? SOURCE : null),
      },
    ],
    build: { write: false, minify: false, target: "es2023", rollupOptions: { input: ENTRY } },
  });
  const files = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  const script = files.find((file) => file.type === "chunk" && file.isEntry);
  const style = files.find((file) => file.fileName.endsWith(".css"));
  if (script?.type !== "chunk" || style?.type !== "asset") throw new Error("the page was not built");
  const page =
    '<!doctype html><link rel="stylesheet" href="/page.css"><body><script type="module" src="/page.js"></script>';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/");
    const give = (type: string, body: string | Uint8Array): ServerResponse =>
      response.writeHead(200, { "Content-Type": type }).end(body);
    if (path === "/") give("text/html", page);
    else if (path === "/page.js") give("text/javascript", script.code);
    else if (path === "/page.css") give("text/css", style.source);
    else void giveFonts(path).then((body) => (body ? give(...body) : response.writeHead(404).end()));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((done) => void server.close(() => done()).closeAllConnections()),
  };
}

/** The answer of the API of fonts. */
async function giveFonts(path: string): Promise<[string, string | Uint8Array] | null> {
  if (path === "/fonts") {
    const { fonts } = await listFonts();
    const views = fonts.map(({ family, emScale, isDefault }) => ({
      ...{ family, emScale, url: `/fonts/${encodeURIComponent(family)}` },
      ...(isDefault ? { default: true } : {}),
    }));
    return ["application/json", JSON.stringify({ fonts: views })];
  }
  const font = path.startsWith("/fonts/") ? await findFont(path.slice("/fonts/".length)) : null;
  return font && ["font/ttf", await readFile(font.file)];
}
