/** The editor's tools for its parts. */
import { createContext, useContext } from "react";
import type { Tools } from "./commands.js";

export const ToolsContext = createContext<Tools | null>(null);

/** The tools of the editor around. */
export function useTools(): Tools {
  const tools = useContext(ToolsContext);
  if (!tools) throw new Error("a part of the editor stands outside it");
  return tools;
}
