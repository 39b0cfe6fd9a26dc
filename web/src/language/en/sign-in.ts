/** Sign-in by token. */
export const signIn = {
  title: "Sign in",
  lead: "This server asks who you are. Paste the token that you were given.",
  token: "Token",
  hint: "Whoever runs the server makes one with: sister token create NAME",
  submit: "Sign in",
  checking: "Signing in…",
  wrong: "This token is not valid: it was mistyped, or revoked. Check it, or ask for a new one.",
  expired: "Your session is over. Sign in again: nothing of your work is lost.",
};
