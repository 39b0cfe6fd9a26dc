import { describe, expect, it } from "vitest";
import { pictureRectangle } from "./picture-rectangle.js";

describe("the picture's rectangle", () => {
  it("fills a box of its own shape", () => {
    expect(pictureRectangle({ width: 640, height: 360 }, { width: 1920, height: 1080 })).toEqual({
      left: 0,
      top: 0,
      width: 640,
      height: 360,
    });
  });

  it("has bars above and below in a box that is too high", () => {
    expect(pictureRectangle({ width: 400, height: 400 }, { width: 1920, height: 1080 })).toEqual({
      left: 0,
      top: 87.5,
      width: 400,
      height: 225,
    });
  });

  it("has bars at its sides in a box that is too wide", () => {
    expect(pictureRectangle({ width: 1000, height: 500 }, { width: 1000, height: 2000 })).toEqual({
      left: 375,
      top: 0,
      width: 250,
      height: 500,
    });
  });

  it("is the box for sound alone", () => {
    expect(pictureRectangle({ width: 300, height: 100 }, { width: 0, height: 0 })).toEqual({
      left: 0,
      top: 0,
      width: 300,
      height: 100,
    });
  });
});
