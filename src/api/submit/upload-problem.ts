/** The response to an upload or a render that was refused. */
import { UploadRefused } from "../../service/uploads/upload-refused.js";
import { Problem } from "../http/problem.js";

export const NO_UPLOAD = "there is no upload with this id";

const STATUSES: Readonly<Record<UploadRefused["reason"], number>> = {
  "too-large": 413,
  "disk-full": 507,
  "owner-full": 507,
  "too-many": 429,
  "cut-off": 400,
  "no-video": 422,
};

export function uploadProblem({ reason, message }: UploadRefused): Problem {
  return new Problem(STATUSES[reason], message, reason === "too-many" ? { "Retry-After": "10" } : {});
}

/** For `catch`: throws the response to a refused upload or render, and every other error as it is. */
export function throwProblem(error: unknown): never {
  throw error instanceof UploadRefused ? uploadProblem(error) : error;
}
