/**
 * A worker that speaks the protocol of @browsermt/bergamot-translator 0.4.9, for faults that the real one does not show on demand. It is started from its
 * text, as the real one: `require` and `__dirname` are globals. Words in a text name the fault; ONCE holds for the first time only.
 */
const { parentPort } = globalThis.require("node:worker_threads");
const { existsSync, writeFileSync } = globalThis.require("node:fs");

const models = new Set();

/** Whether a fault is due: one with ONCE leaves a file, so that a new process knows it. */
function isDue(texts, fault) {
  const text = texts.find((one) => one.includes(fault));
  if (text === undefined) return false;
  const mark = `${globalThis.__dirname}/${fault}.done`;
  if (text.includes("ONCE") && existsSync(mark)) return false;
  writeFileSync(mark, "");
  return true;
}

const calls = {
  initialize() {},
  loadTranslationModel({ from, to }, { model, shortlist, vocabs, config }) {
    if (![model, shortlist, ...vocabs].every((buffer) => buffer instanceof ArrayBuffer)) throw new Error("no buffers");
    if (config["gemm-precision"] === undefined) throw new Error("no precision");
    models.add(`${from} ${to}`);
  },
  freeTranslationModel({ from, to }) {
    models.delete(`${from} ${to}`);
  },
  translate({ models: route, texts }) {
    const asked = texts.map(({ text }) => text);
    for (const { from, to } of route) if (!models.has(`${from} ${to}`)) throw new Error(`${to} is not loaded`);
    if (isDue(asked, "KILL")) process.kill(process.pid, "SIGKILL");
    if (isDue(asked, "EXIT")) process.exit(3);
    if (isDue(asked, "ABORT")) throw new Error("Aborted()");
    if (isDue(asked, "MEMORY")) throw new Error("Aborted(OOM)");
    if (isDue(asked, "HANG")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (isDue(asked, "LOSE")) asked.pop();
    const endings = route.map(({ to }) => (to.endsWith("-id") ? "kan" : "ez")).join("");
    return asked.map((text) => ({
      target: {
        text: text.includes("ECHO")
          ? text
          : text.replace(/\p{L}+/gu, (word) => (/^\p{Lu}{2,}$/u.test(word) ? word : word + endings)),
      },
    }));
  },
};

parentPort.on("message", ({ id, name, args }) => {
  try {
    parentPort.postMessage({ id, result: calls[name](...args) });
  } catch (error) {
    parentPort.postMessage({ id, error: { name: error.name, message: error.message, stack: error.stack } });
  }
});
