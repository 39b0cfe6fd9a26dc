/** A message within the page: what happened, and what to do. */
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const LOOKS = {
  info: { box: "bg-accent-soft", icon: <Info aria-hidden size={20} className="text-accent shrink-0" /> },
  warning: { box: "bg-warn-soft", icon: <TriangleAlert aria-hidden size={20} className="text-warn shrink-0" /> },
  error: { box: "bg-bad-soft", icon: <CircleAlert aria-hidden size={20} className="text-bad shrink-0" /> },
} as const;

export function Notice({ kind, children }: { kind: keyof typeof LOOKS; children: ReactNode }) {
  return (
    <div
      role={kind === "error" ? "alert" : "status"}
      className={`flex items-start gap-3 rounded-xl p-3 text-ink ${LOOKS[kind].box}`}
    >
      {LOOKS[kind].icon}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
