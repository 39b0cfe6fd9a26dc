/** Limits of runs that the command line, servers and process groups share. */

/** How often a segment is tried before its place is marked as failed. */
export const ATTEMPTS = 3;

/** A video of more seconds is worth the start of a process group. */
export const GROUP_THRESHOLD_SECONDS = 60;

/** Seconds of audio for which one more engine is worth its start. */
export const SECONDS_PER_ENGINE = 15;
