/** Who asks, and the end of a session. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask, send } from "./client.js";
import { problemOf } from "./problem.js";

/** Whose jobs the page sees, and whether the server asks for a sign-in. */
export interface Me {
  owner: string;
  operator: boolean;
  signIn: "none" | "token" | "session";
  expiresAt: string | null;
}

async function readMe(): Promise<Me> {
  const response = await send("/api/me");
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, body);
  return body as Me;
}

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000 });

/** Begins a session with a token: the cookie that stands for it cannot be read by scripts. */
export const signIn = (token: string) =>
  ask(api.POST("/api/session", { headers: { Authorization: `Bearer ${token}` } }));

export async function signOut(): Promise<void> {
  await api.DELETE("/api/session");
  window.location.assign("/");
}
