/** Tabs, operated by pointer and by the arrow keys of the ARIA tabs pattern. */
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

export interface Tab {
  key: string;
  text: string;
  icon?: ReactNode;
  content: ReactNode;
}

interface TabsProps {
  /** Accessible name of the tab list. */
  label: string;
  tabs: readonly Tab[];
  shown: string;
  onShow: (key: string) => void;
}

/** A tab that was shown once stays mounted and hidden, so that unsaved input in it survives. */
export function Tabs({ label, tabs, shown, onShow }: TabsProps) {
  const id = useId();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set([shown]));
  const list = useRef<HTMLDivElement>(null);
  if (!opened.has(shown)) setOpened(new Set([...opened, shown]));

  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ key }) => key === shown);
    const isRtl = list.current !== null && getComputedStyle(list.current).direction === "rtl";
    const forward = isRtl ? "ArrowLeft" : "ArrowRight";
    const back = isRtl ? "ArrowRight" : "ArrowLeft";
    const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const tab = tabs[(next + tabs.length) % tabs.length];
    if (!tab) return;
    onShow(tab.key);
    document.getElementById(`${id}-tab-${tab.key}`)?.focus();
  };

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={move}
        className="border-line flex gap-1 overflow-x-auto border-b"
      >
        {tabs.map(({ key, text, icon }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-tab-${key}`}
            aria-selected={key === shown}
            aria-controls={`${id}-panel-${key}`}
            tabIndex={key === shown ? 0 : -1}
            onClick={() => onShow(key)}
            className={`-mb-px flex min-h-11 items-center gap-2 border-b-2 px-2 sm:px-3 font-medium whitespace-nowrap -outline-offset-2! ${
              key === shown ? "border-accent text-ink" : "text-muted hover:text-ink border-transparent"
            }`}
          >
            <span className="max-sm:hidden">{icon}</span>
            {text}
          </button>
        ))}
      </div>
      {tabs.map(({ key, content }) => (
        <div
          key={key}
          role="tabpanel"
          id={`${id}-panel-${key}`}
          aria-labelledby={`${id}-tab-${key}`}
          hidden={key !== shown}
          className="min-w-0"
        >
          {opened.has(key) && content}
        </div>
      ))}
    </div>
  );
}
