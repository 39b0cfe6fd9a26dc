/** Short messages at the page's edge. Screen readers read them out, and they stay long enough to be acted on. */
import { X } from "lucide-react";
import { useTexts } from "../language/texts.js";
import { Button, IconButton } from "./button.js";
import { createStore, useStore } from "../stores/store.js";

interface Toast {
  key: number;
  text: string;
  kind: "info" | "error";
  action?: { text: string; act: () => void } | undefined;
}

const shown = createStore<readonly Toast[]>([]);
let last = 0;

const SHOWN_MS = 8000;

export interface ToastOptions {
  kind?: "info" | "error";
  action?: { text: string; act: () => void };
  /** Called when the message goes without its action: a delayed deletion happens then. */
  onGone?: () => void;
  ms?: number;
}

/**
 * Shows a message.
 *
 * @example
 * toast("Deleted talk.mp4", { action: { text: "Undo", act: undo }, onGone: reallyDelete });
 */
export function toast(text: string, { kind = "info", action, onGone, ms = SHOWN_MS }: ToastOptions = {}): void {
  const key = ++last;
  const remove = (): void => shown.set((before) => before.filter((other) => other.key !== key));
  const timer = setTimeout(() => {
    remove();
    onGone?.();
  }, ms);
  const wrapped = action && {
    text: action.text,
    act: (): void => {
      clearTimeout(timer);
      remove();
      action.act();
    },
  };
  closers.set(key, () => {
    clearTimeout(timer);
    remove();
    onGone?.();
  });
  shown.set((before) => [...before.slice(-3), { key, text, kind, action: wrapped }]);
}

const closers = new Map<number, () => void>();

/** The place of the messages; mount it once. */
export function Toasts() {
  const t = useTexts();
  const list = useStore(shown);
  return (
    <div
      role="region"
      aria-label={t.app.messages}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4"
    >
      {list.map(({ key, text, kind, action }) => (
        <div
          key={key}
          role={kind === "error" ? "alert" : undefined}
          className={`border-line pointer-events-auto flex max-w-xl items-center gap-3 rounded-xl border px-4 py-2 shadow-lg ${kind === "error" ? "bg-bad-soft text-ink" : "bg-surface text-ink"}`}
        >
          <span dir="auto">{text}</span>
          {action && (
            <Button small look="plain" onClick={action.act}>
              {action.text}
            </Button>
          )}
          <IconButton
            small
            label={t.app.close}
            icon={<X aria-hidden size={16} />}
            onClick={() => closers.get(key)?.()}
          />
        </div>
      ))}
    </div>
  );
}
