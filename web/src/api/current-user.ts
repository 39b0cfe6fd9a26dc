/** Who asks, and the end of a session. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "./client.js";

/** Whose jobs the page sees, and whether the server asks for a sign-in. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: () => ask(api.GET("/api/me")), staleTime: 60_000 });

/** Begins a session with a token: the cookie that stands for it cannot be read by scripts. */
export const signIn = (token: string) =>
  ask(api.POST("/api/session", { headers: { Authorization: `Bearer ${token}` } }));

export async function signOut(): Promise<void> {
  await api.DELETE("/api/session");
  window.location.assign("/");
}
