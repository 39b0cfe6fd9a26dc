/** A progress bar. */
interface ProgressProps {
  /** 0 to 1; null if it is unknown. */
  share: number | null;
  label: string;
  className?: string;
}

export function Progress({ share, label, className = "" }: ProgressProps) {
  const value = share === null ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
      className={`bg-raised border-line h-2.5 w-full overflow-hidden rounded-full border ${className}`}
    >
      <div
        className={`bg-accent h-full rounded-full transition-[width] ${value === undefined ? "w-1/3 animate-pulse" : ""}`}
        style={value === undefined ? undefined : { width: `${value}%` }}
      />
    </div>
  );
}
