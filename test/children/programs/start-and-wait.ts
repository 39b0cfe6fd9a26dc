/** Starts a program that must not outlive it, prints its process id, and waits to be killed. */
import { UNBOUNDED } from "../../../src/children/bounds.js";
import { startChild } from "../../../src/children/child.js";

const child = startChild("sleep", ["1000"], { kind: "media", what: "sleep", bounds: UNBOUNDED, stdio: "ignore" });
console.log(child.pid);
setInterval(() => undefined, 60_000);
