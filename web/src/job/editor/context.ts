/** The context that the editor gives to its parts. */
import { createContext, useContext } from "react";
import type { Tools } from "./commands.js";

export const ToolsContext = createContext<Tools | null>(null);

/** The tools of the surrounding editor. */
export function useTools(): Tools {
  const tools = useContext(ToolsContext);
  if (!tools) throw new Error("a part of the editor is mounted outside of the editor");
  return tools;
}
