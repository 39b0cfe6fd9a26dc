import { describe, expect, it } from "vitest";
import { afterMaking, afterUpload } from "./refusal.js";

const answer = (status: number, retryAfter: number | null = null) => ({ status, detail: "why", retryAfter });

describe("after a request of an upload", () => {
  it.each([0, 408, 409, 423, 500, 502, 503, 504])("%i: it is retried", (status) =>
    expect(afterUpload(answer(status)).act).toBe("wait"),
  );
  it.each([404, 410])("%i: the upload begins again", (status) =>
    expect(afterUpload(answer(status))).toEqual({ act: "restart" }),
  );
  it.each([
    [401, "signed-out"],
    [403, "forbidden"],
    [413, "too-large"],
    [429, "too-many"],
    [507, "disk-full"],
    [400, "other"],
  ])("%i: a person is told (%s)", (status, kind) =>
    expect(afterUpload(answer(status))).toEqual({ act: "stop", refusal: { kind, detail: "why" } }),
  );
  it("waits for a short Retry-After", () => {
    expect(afterUpload(answer(429, 20))).toEqual({ act: "wait", seconds: 20 });
    expect(afterUpload(answer(429, 3000)).act).toBe("stop");
    expect(afterUpload(answer(503, 5))).toEqual({ act: "wait", seconds: 5 });
  });
});

describe("after the request for a job", () => {
  it("distinguishes wrong languages from a file that is not a video: the server keeps the upload", () => {
    expect(afterMaking(answer(422), true)).toMatchObject({ refusal: { kind: "languages" } });
    expect(afterMaking(answer(422), false)).toMatchObject({ refusal: { kind: "not-media" } });
    expect(afterMaking(answer(415), true)).toMatchObject({ refusal: { kind: "not-media" } });
  });
  it("repeats it while the server is away", () => expect(afterMaking(answer(0), true).act).toBe("wait"));
  it("uploads again if the upload is gone", () => expect(afterMaking(answer(404), false).act).toBe("restart"));
});
