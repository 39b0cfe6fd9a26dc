/** Silero, which detects voice. From an npm package with a known digest. */
import type { CatalogueEntry } from "../catalogue-entry.js";
import { mit } from "./licences.js";

export const SILERO: CatalogueEntry = {
  name: "silero-vad",
  version: "6",
  task: "voice-activity",
  family: "silero",
  languages: ["*"],
  licence: mit("Copyright (c) 2020-present Silero Team"),
  goodAt: "detecting voice in any language, at half a per cent of real time",
  bytes: 2_327_524,
  sources: {
    package: {
      kind: "npm",
      spec: "@ricky0123/vad-web@0.0.31",
      bytes: 5_471_324,
      integrity: "sha512-ePVq8TvB21sdHSxVMZOEIf9JVa7MAYpaIaNXeGgsPOiMCN8xbPCdF2LS5aYj7VRR3ZxzutedgV9ZplV65IA1Fg==",
    },
  },
  files: [
    {
      name: "silero_vad.onnx",
      source: "package",
      path: "package/dist/silero_vad_v6.onnx",
      bytes: 2_327_524,
      sha256: "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
    },
  ],
};
