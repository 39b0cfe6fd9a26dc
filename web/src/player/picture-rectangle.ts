/** The place of the picture in its box. Browsers add bars beside or above the picture and do not report where it is. */
export interface Size {
  width: number;
  height: number;
}

export interface Rectangle extends Size {
  left: number;
  top: number;
}

/**
 * The largest centred picture that fits into the box (`object-fit: contain`). Without a picture: the whole box.
 *
 * @example
 * pictureRectangle({ width: 400, height: 400 }, { width: 1920, height: 1080 }); // { left: 0, top: 87.5, width: 400, height: 225 }
 */
export function pictureRectangle(box: Size, picture: Size): Rectangle {
  if (picture.width <= 0 || picture.height <= 0) return { left: 0, top: 0, ...box };
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}
