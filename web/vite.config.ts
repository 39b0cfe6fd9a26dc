/** How the page is built (`npm run build`) and served while it is developed (`npm run web`). */
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The server that the development page uses. */
const SERVER = process.env["SISTER_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), tailwind()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // The policy allows images of this server and no data in style sheets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/docs", "/files", "/health", "/openapi.json", "/outputs", "/ready"].map((path) => [
        path,
        // The server refuses foreign origins. So a request names the origin of the server, as one from its own page
        // does.
        { target: SERVER, changeOrigin: true, headers: { origin: SERVER } },
      ]),
    ),
  },
});
