/** The report of all checks. */

/**
 * Prints the skipped tests with reasons, the failures, and as the last line `N passed, N failed, N skipped`.
 *
 * @param {{ passed: number, failures: string[], skips: { name: string, reason: string }[] }[]} parts
 * @returns {number} the exit status: 0 only when nothing failed
 */
export function report(parts) {
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const failures = parts.flatMap((part) => part.failures);
  const skips = parts.flatMap((part) => part.skips);
  if (skips.length > 0) console.log("\nSkipped:");
  for (const { name, reason } of skips) console.log(`  ${name}: ${reason}`);
  if (failures.length > 0) console.log("\nFailed:");
  for (const name of failures) console.log(`  ${name}`);
  console.log(`\n${passed} passed, ${failures.length} failed, ${skips.length} skipped`);
  return failures.length === 0 ? 0 : 1;
}

/** Adds to each name the circumstances of the run. */
export function marked(circumstances, { passed, failures, skips }) {
  const mark = (name) => `[${circumstances}] ${name}`;
  return {
    passed,
    failures: failures.map(mark),
    skips: skips.map(({ name, reason }) => ({ name: mark(name), reason })),
  };
}
