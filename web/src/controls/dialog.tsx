/** A dialog over the page: the native element, which keeps the focus in it and closes by Escape. */
import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useTexts } from "../language/texts.js";
import { IconButton } from "./button.js";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at its end. */
  actions?: ReactNode;
  wide?: boolean;
}

/** Open as long as it is mounted. */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps) {
  const t = useTexts();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        // A click on the dialog element itself is a click on the backdrop: the content lies in the box.
        if (event.target === element.current) onClose();
      }}
      className={`bg-surface text-ink border-line m-auto w-[calc(100%-1rem)] rounded-2xl border p-0 backdrop:bg-black/50 ${wide ? "max-w-3xl" : "max-w-lg"}`}
    >
      <div className="flex max-h-[85dvh] flex-col gap-4 p-5">
        <div className="flex items-start justify-between gap-3">
          <h2 id={id} className="text-xl font-semibold">
            {title}
          </h2>
          <IconButton label={t.app.close} icon={<X aria-hidden size={18} />} small onClick={onClose} />
        </div>
        <div className="min-h-0 overflow-y-auto" tabIndex={-1}>
          {children}
        </div>
        {actions !== undefined && <div className="flex flex-wrap justify-end gap-2">{actions}</div>}
      </div>
    </dialog>
  );
}
