/** The state of an upload on the page. */
import type { Wanted } from "./wanted.js";
import type { UploadStage } from "./queue.js";
import type { Refusal } from "./refusal.js";

export interface UploadItem {
  id: string;
  name: string;
  size: number;
  wanted: Wanted;
  stage: UploadStage;
  /** Bytes that the server is known to have. */
  sent: number;
  /** Smoothed, in bytes per second; null while it is unknown. */
  perSecond: number | null;
  /** Why it stopped. */
  refusal: Refusal | null;
  /** Whether the browser can open the file again by itself. */
  canReopen: boolean;
  /** Whether it was started as the only one, so that the person waits for it. */
  isOnly: boolean;
}
