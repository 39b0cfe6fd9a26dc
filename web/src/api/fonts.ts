/** The fonts that the server's burner has. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "./client.js";

export const fontsQuery = queryOptions({
  queryKey: ["fonts"],
  queryFn: ({ signal }) => ask(api.GET("/api/fonts", { signal })),
  staleTime: 300_000,
});
