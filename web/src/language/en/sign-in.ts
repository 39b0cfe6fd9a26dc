/** Sign-in by token. */
export const signIn = {
  title: "Sign in to Sister",
  lead: "Paste the access token that you were given. You stay signed in for 12 hours.",
  token: "Access token",
  hint: "You have none? Ask whoever runs this server: the command “sister token create NAME” makes one.",
  submit: "Sign in",
  checking: "Signing in…",
  wrong: "This token is not valid: it was mistyped, or revoked. Check it, or ask for a new one.",
  expired: "Your session is over. Sign in again: nothing of your work is lost.",
};
