/** An upload was refused, and nothing of it is kept. The message is for the client. */
export class UploadRefused extends Error {
  readonly reason: "too-large" | "disk-full" | "owner-full" | "too-many" | "cut-off" | "no-video";
  constructor(reason: UploadRefused["reason"], message: string) {
    super(message);
    this.name = "UploadRefused";
    this.reason = reason;
  }
}
