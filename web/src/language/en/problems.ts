/** What went wrong and what to do, by kind. */
export const problems = {
  away: "The server does not answer. Check the connection; the page tries again by itself.",
  signedOut: "You are signed out. Sign in again to go on.",
  forbidden: "You may not do this. Ask whoever runs this server.",
  tooLarge: "The file is larger than this server takes. Choose a smaller one, or ask whoever runs this server.",
  tooMany: "That was more than this server takes at once. Wait a minute, then try again.",
  busy: "The server is not ready at the moment. What was accepted is safe; try again in a moment.",
  diskFull: "The server's disk is full. Delete videos that you no longer need, or ask whoever runs this server.",
  unknown: (what: string) => `Something failed (${what}). Try again; if it fails again, tell whoever runs this server.`,
};
