/** Parts of the operators' screen: a card with a title, and a list of named values. */
import { useId, type ReactNode } from "react";
import { useTexts } from "../language/texts.js";

interface CardProps {
  title: string;
  hint?: string;
  action?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

export function Card({ title, hint, action, wide = false, children }: CardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`border-line bg-surface flex min-w-0 flex-col gap-3 rounded-2xl border p-4 ${wide ? "md:col-span-2 xl:col-span-3" : ""}`}
    >
      <div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {action}
        </div>
        {hint !== undefined && <p className="text-muted text-sm">{hint}</p>}
      </div>
      {children}
    </section>
  );
}

/** Names and values. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="flex flex-col gap-1.5">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4">
      <dt className="text-muted">{name}</dt>
      <dd className="ms-auto min-w-0 text-end break-words">{children}</dd>
    </div>
  );
}

export function Unknown() {
  const t = useTexts().status;
  return <p className="text-muted">{t.unknown}</p>;
}
