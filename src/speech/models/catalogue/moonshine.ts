/** Moonshine for English: the default engine. From npm packages with known digests. */
import type { CatalogueEntry, CatalogueFile, Source } from "../catalogue-entry.js";
import { mit } from "./licences.js";

const LICENCE = mit(
  "Copyright (c) 2025 Useful Sensors, Inc. (the model)\nCopyright 2023 belladore.ai (llama-tokenizer-js, of which tokens.txt is made)",
);

const TOKENIZER: Source = {
  kind: "npm",
  spec: "llama-tokenizer-js@1.2.2",
  bytes: 388_950,
  integrity: "sha512-Wmth393dc3odWU3IzARJ3r2oIfWgw9GdJ5Gm+hGhfECNO18UHLRqEFSf511jn4E9KcQGzuuKw4Wl08pHAemLAw==",
};

const TOKENS: CatalogueFile = {
  name: "tokens.txt",
  source: "tokenizer",
  path: "package/llama-tokenizer.js",
  make: "llama-tokens",
  bytes: 549_354,
  sha256: "c9c3699b5683d821681c0e61df25b765c7e7a5caaebba0b50437ca0488cb0cfa",
};

export const MOONSHINE: readonly CatalogueEntry[] = [
  {
    name: "moonshine-base-en",
    version: "0.1.10",
    task: "speech",
    family: "moonshine",
    languages: ["en"],
    licence: LICENCE,
    goodAt:
      "English with punctuation on any processor: 5 % of words wrong on short clips, 2 to 3 % on long talks; the default",
    bytes: 63_561_287,
    sources: {
      model: {
        kind: "npm",
        spec: "@usefulsensors/moonshine-js@0.1.10",
        bytes: 72_710_289,
        integrity: "sha512-fF/tZZR+iFx+GV3cIIiYnwgYTZfpfawX/3bAqf77Q9YtMZuP4CUShy23CPHULnh+7KpV8fbPj4bxANlTHE0gZA==",
      },
      tokenizer: TOKENIZER,
    },
    files: [
      {
        name: "encoder_model.onnx",
        source: "model",
        path: "package/dist/model/base/quantized/encoder_model.onnx",
        bytes: 20_513_063,
        sha256: "1dd9ab0a7f987113d30affcba5a068d11c8f90fa0223caa3e491ade431ad9751",
      },
      {
        name: "decoder_model_merged.onnx",
        source: "model",
        path: "package/dist/model/base/quantized/decoder_model_merged.onnx",
        bytes: 42_498_870,
        sha256: "cc9f3cd6698a369c6008b41aa60aa3fb3322e7f03c9bdf19d8e6b7200afca4f3",
      },
      TOKENS,
    ],
  },
  {
    name: "moonshine-tiny-en",
    version: "0.1.29",
    task: "speech",
    family: "moonshine",
    languages: ["en"],
    licence: LICENCE,
    goodAt:
      "English on weak machines: half the cost of base, about 8 % of words wrong on short clips, and more in noise",
    bytes: 28_730_301,
    sources: {
      // The same files as in the package of base, in a package of a third of the size.
      model: {
        kind: "npm",
        spec: "@moonshine-ai/moonshine-js@0.1.29",
        bytes: 21_514_347,
        integrity: "sha512-Gx1B3mJcbM68ihSy/LyJEuEkGq7sYMqTb04zNdcIeidU0URVlSmXP0GyiQOTTAqDZQXlIC7k+bky+FdXk0UPlg==",
      },
      tokenizer: TOKENIZER,
    },
    files: [
      {
        name: "encoder_model.onnx",
        source: "model",
        path: "package/dist/model/tiny/quantized/encoder_model.onnx",
        bytes: 7_937_661,
        sha256: "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a",
      },
      {
        name: "decoder_model_merged.onnx",
        source: "model",
        path: "package/dist/model/tiny/quantized/decoder_model_merged.onnx",
        bytes: 20_243_286,
        sha256: "eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367",
      },
      TOKENS,
    ],
  },
];
