import { expect, test } from "vitest";
import { attachment, baseOf } from "./content-disposition.js";

test("a download is named as its upload was, whatever its letters", () => {
  expect(attachment("a talk.mp4")).toBe(`attachment; filename="a talk.mp4"; filename*=UTF-8''a%20talk.mp4`);
  expect(attachment("año (1)*'\"\\.srt")).toBe(
    `attachment; filename="a_o (1)*'__.srt"; filename*=UTF-8''a%C3%B1o%20%281%29%2A%27%22%5C.srt`,
  );
  expect(attachment("\r\nX: y\u{1f600}\ud800")).toBe(
    `attachment; filename="X: y_"; filename*=UTF-8''X%3A%20y%F0%9F%98%80`,
  );
  expect(attachment("a\u202eb\u009bc\u2066.srt")).toBe(`attachment; filename="abc.srt"; filename*=UTF-8''abc.srt`);
  expect([baseOf("talk.en.mp4"), baseOf("talk"), baseOf(".mp4")]).toEqual(["talk.en", "talk", "video"]);
});
