/** Makes Moonshine's token table from the vocabulary of llama-tokenizer-js, which is the same. */
import { SisterError } from "../../../errors.js";

/** Ids from the end of the vocabulary (32,000) up to here are Moonshine's special tokens. */
const TOKENS = 32_768;

/**
 * The text of `tokens.txt` as sherpa-onnx reads it: one line per token, with its bytes in base64, a space and its id.
 * The package's code is read, never run.
 *
 * @param code the package's llama-tokenizer.js
 */
export function llamaTokens(code: string): string {
  const encoded = /llama_vocab_base64\s*=\s*"([A-Za-z0-9+/=]+)"/.exec(code)?.[1];
  if (encoded === undefined) throw new SisterError("llama-tokenizer.js contains no vocabulary: it is another version");
  const vocabulary = Buffer.from(encoded, "base64").toString("utf8").split("\n");
  const lines = Array.from({ length: TOKENS }, (_, id) => {
    const token = vocabulary[id];
    return `${bytesOf(token ?? `<<ST_${id - 32_000}>>`).toString("base64")} ${id}\n`;
  });
  return lines.join("");
}

/** `<0x0A>` is the byte itself; other tokens are their text. */
function bytesOf(token: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
  return byte === undefined ? Buffer.from(token, "utf8") : Buffer.from([Number.parseInt(byte, 16)]);
}
