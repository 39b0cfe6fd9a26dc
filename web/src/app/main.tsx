/** The page's entry. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiProblem } from "../api/problem.js";
import { App } from "./app.js";
import { startTheme } from "./theme.js";
import "./theme.css";

startTheme();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // A refusal stays a refusal; a server that is away comes back.
      retry: (count, error) => count < 5 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
    },
  },
});

const root = document.getElementById("page");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
