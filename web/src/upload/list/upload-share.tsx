/** The progress of all uploads, in the header of every screen. */
import { Upload } from "lucide-react";
import { Link } from "wouter";
import { percent } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import { useUploadShare } from "../uploads.js";

/** Renders nothing while nothing is uploaded. */
export function UploadShare() {
  const t = useTexts().uploads;
  const share = useUploadShare();
  if (share === null) return null;
  return (
    <Link
      href="/"
      aria-label={t.headerLabel(percent(share))}
      className="bg-accent-soft inline-flex min-h-8 items-center pointer-coarse:min-h-10 justify-center gap-2 rounded-full px-3 max-sm:order-last max-sm:w-full text-sm tabular-nums"
    >
      <Upload aria-hidden size={16} />
      {t.header(percent(share))}
    </Link>
  );
}
