/** An upload as the page shows it. */
import type { Wanted } from "./stored-uploads.js";
import type { UploadStage } from "./queue.js";
import type { Refusal } from "./refusal.js";

export interface UploadItem {
  id: string;
  name: string;
  size: number;
  wanted: Wanted;
  stage: UploadStage;
  /** Bytes that the server has, as far as is known. */
  sent: number;
  /** Smoothed, in bytes; null while nobody can tell. */
  perSecond: number | null;
  /** Why it stopped. */
  refusal: Refusal | null;
  /** The browser can open the file again by itself. */
  canReopen: boolean;
  /** It was started by itself: its person waits for this one. */
  isOnly: boolean;
}
