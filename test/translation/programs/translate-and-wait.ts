/** Translates over two pairs, prints the process groups of their pipelines, and waits to be killed. */
import { ApertiumTranslator } from "../../../src/translation/apertium/apertium.js";

const translator = new ApertiumTranslator();
await translator.translate(["hello"], { source: "en", target: "ca" });
console.log(JSON.stringify(translator.pids));
setInterval(() => undefined, 60_000);
