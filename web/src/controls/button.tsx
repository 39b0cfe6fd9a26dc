/** Buttons, and links that look like them. */
import type { ComponentProps, ReactNode } from "react";

type Look = "primary" | "plain" | "quiet" | "danger";

const LOOKS: Readonly<Record<Look, string>> = {
  primary: "bg-accent text-on-accent border-transparent hover:opacity-90",
  plain: "bg-surface text-ink border-line hover:bg-raised",
  quiet: "bg-transparent text-ink border-transparent hover:bg-raised",
  danger: "bg-surface text-bad border-line hover:bg-bad-soft",
};

const shape = (look: Look, small: boolean): string =>
  `inline-flex items-center justify-center gap-2 rounded-lg border font-medium select-none disabled:opacity-50 ` +
  `${small ? "min-h-8 px-2.5 text-sm pointer-coarse:min-h-10" : "min-h-10 px-4"} ${LOOKS[look]}`;

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  small?: boolean;
}

/** A button with a text. */
export function Button({ look = "plain", small = false, className = "", ...rest }: ButtonProps) {
  return <button type="button" className={`${shape(look, small)} ${className}`} {...rest} />;
}

interface IconButtonProps extends Omit<ButtonProps, "children" | "aria-label"> {
  /** Its name: read out, and shown when the pointer rests on it. */
  label: string;
  icon: ReactNode;
}

/** A button that shows only an icon; `label` is its accessible name. */
export function IconButton({ label, icon, look = "quiet", small = false, className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`${shape(look, small)} ${small ? "min-w-8 pointer-coarse:min-w-10" : "min-w-10"} px-0! ${className}`}
      {...rest}
    >
      {icon}
    </button>
  );
}

interface ButtonLinkProps extends ComponentProps<"a"> {
  look?: Look;
  small?: boolean;
}

/** A link that looks like a button: a download, another page. */
export function ButtonLink({ look = "plain", small = false, className = "", ...rest }: ButtonLinkProps) {
  return <a className={`${shape(look, small)} no-underline ${className}`} {...rest} />;
}
