/**
 * A vitest reporter beside the default one. It writes the numbers of passed tests, and the failed and skipped ones with
 * reasons, to the file in SISTER_TEST_COUNTS. It also prints the reason of a failure at once: the default reporter does
 * so at the end, which an aborted run never reaches.
 */
import { writeFileSync } from "node:fs";

/** The message of an error, with those of its causes: of a failed fetch the cause says more. */
const withCauses = ({ message, cause }) =>
  cause?.message === undefined ? message : `${message}: ${withCauses(cause)}`;

export default class CountingReporter {
  onTestCaseResult(test) {
    const { state, errors = [] } = test.result();
    if (state !== "failed") return;
    console.error(`\nfailed: ${test.fullName}\n${errors.map(withCauses).join("\n")}\n`);
  }

  /** Called by vitest at the very end, with everything that ran. */
  onTestRunEnd(modules, unhandledErrors, reason) {
    const counts = { passed: 0, failures: [], skips: [], interrupted: reason === "interrupted" };
    for (const module of modules) {
      const file = module.relativeModuleId;
      let ran = 0;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        ran += 1;
        const name = `${file} > ${test.fullName}`;
        if (state === "passed") counts.passed += 1;
        else if (state === "failed") counts.failures.push(name);
        else counts.skips.push({ name, reason: note ?? "no reason was given" });
      }
      // A file that does not load, or whose outer hook fails, has no failed test.
      const broken = [...module.children.allSuites(), module].filter((suite) => suite.errors().length > 0);
      for (const suite of broken) counts.failures.push(suite === module ? file : `${file} > ${suite.fullName}`);
      if (ran === 0 && broken.length === 0) counts.failures.push(`${file} (it holds no test)`);
    }
    for (const error of unhandledErrors) counts.failures.push(`an error that no test caught: ${error.message}`);
    writeFileSync(process.env.SISTER_TEST_COUNTS, JSON.stringify(counts));
  }
}
