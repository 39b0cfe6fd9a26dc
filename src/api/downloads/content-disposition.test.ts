import { expect, test } from "vitest";
import { baseOf, contentDisposition } from "./content-disposition.js";

test.each([
  ["a talk.mp4", `attachment; filename="a talk.mp4"; filename*=UTF-8''a%20talk.mp4`],
  ["talk.mp4", "attachment; filename=talk.mp4; filename*=UTF-8''talk.mp4"],
  ["año (1)*'\"\\.srt", `attachment; filename="a_o (1)*'__.srt"; filename*=UTF-8''a%C3%B1o%20%281%29%2A%27%22%5C.srt`],
  ["100%25.srt", "attachment; filename=100_25.srt; filename*=UTF-8''100%2525.srt"],
  ["\r\nX: y\u{1f600}\ud800", `attachment; filename="X: y_"; filename*=UTF-8''X%3A%20y%F0%9F%98%80`],
  ["a\u202eb\u009bc\u2066.srt", "attachment; filename=abc.srt; filename*=UTF-8''abc.srt"],
])("a download is named %j as its upload was", (name, header) => {
  expect(contentDisposition(name)).toBe(header);
});

test("content that a browser shows has a name as well", () => {
  expect(contentDisposition("talk.mp4", "inline")).toBe("inline; filename=talk.mp4; filename*=UTF-8''talk.mp4");
});

test("the base of a name is everything before its extension", () => {
  expect([baseOf("talk.en.mp4"), baseOf("talk"), baseOf(".mp4")]).toEqual(["talk.en", "talk", "video"]);
});
