/** The current user, and the start and end of a session. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "./client.js";

/** The owner whose jobs the page shows, and whether the server requires a sign-in. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: () => ask(api.GET("/api/me")), staleTime: 60_000 });

/** Begins a session with a token. Scripts cannot read the session's cookie. */
export const signIn = (token: string) =>
  ask(api.POST("/api/session", { headers: { Authorization: `Bearer ${token}` } }));

export async function signOut(): Promise<void> {
  await api.DELETE("/api/session");
  window.location.assign("/");
}
