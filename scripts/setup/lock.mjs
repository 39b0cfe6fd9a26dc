/** One set-up at a time in a checkout. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { say, SetupError } from "./run-program.mjs";

/** Longest wait for another set-up, in milliseconds; a first set-up takes some minutes. */
const PATIENCE_MS = 30 * 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** The pid in a lock file; undefined if the lock was just released. */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Takes the lock if it is free. A link is created with its content in one step, so that nobody reads a half-written
 * lock.
 */
function tryLock(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid}`);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Clears the lock of a set-up that was killed. */
function clearDead(file, owner) {
  const moved = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, moved);
  } catch {
    return;
  }
  try {
    // Another set-up may have cleared it and locked again just before: then the lock is put back.
    if (ownerOf(moved) !== owner) linkSync(moved, file);
  } finally {
    rmSync(moved, { force: true });
  }
}

/**
 * Runs `work` while no other process does so in this checkout. Waits for another process, and clears the lock of a
 * killed one.
 *
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(root, work) {
  const folder = join(root, "build-setup");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "lock");
  const until = Date.now() + PATIENCE_MS;
  let told = false;
  while (!tryLock(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && !isAlive(owner)) clearDead(file, owner);
    else if (Date.now() > until)
      throw new SetupError(`another set-up (process ${owner}) holds ${file}: end it and try again`);
    else {
      if (!told) say(`waiting for another set-up in this folder (process ${owner})`);
      told = true;
      await delay(200);
    }
  }
  const release = () => rmSync(file, { force: true });
  const stop = (signal) => {
    release();
    process.kill(process.pid, signal);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work();
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    release();
  }
}
