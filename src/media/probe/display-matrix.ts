/**
 * The rotation of pictures for players: by the display matrix of MP4 and MOV, as ffprobe prints it, or by Matroska's
 * pose. Pure.
 */

/** Additional data of a stream in `ffprobe -show_streams`. */
export interface SideData {
  displaymatrix?: string;
}

/** The upper left part of a display matrix: it turns, mirrors and scales. */
export type Turn = readonly [a: number, b: number, c: number, d: number];

/**
 * Matroska's rotation: `yaw` 180 mirrors from left to right, then `roll` turns the picture, in degrees
 * counter-clockwise.
 */
export interface Pose {
  yaw: 0 | 180;
  roll: number;
}

/** The rotation of a stream. Null without a matrix. */
export function turnOf(sideData: readonly SideData[] = []): Turn | null {
  const matrix = sideData.find(({ displaymatrix }) => displaymatrix !== undefined)?.displaymatrix;
  if (matrix === undefined) return null;
  // Three lines, each with a number in front: "00000000:            0       65536           0".
  const [a = 0, b = 0, , c = 0, d = 0] = matrix.replace(/\d+:/g, "").trim().split(/\s+/).map(Number);
  return [a, b, c, d];
}

/**
 * A rotation in Matroska's form. Null if it does not turn, or does more than turn and mirror. The inverse of
 * `mkv_create_display_matrix` in ffmpeg's matroskadec.c.
 *
 * @example
 * poseOf([0, 65536, -65536, 0]); // { yaw: 0, roll: -90 }: from a phone that was held upright
 */
export function poseOf([a, b, c, d]: Turn): Pose | null {
  const isMirrored = a * d - b * c < 0;
  // Without the mirroring, the matrix is a rotation times a scale.
  const [x, y, u, v] = isMirrored ? [-a, b, -c, d] : [a, b, c, d];
  const scale = Math.hypot(x, y);
  const isRotation = Math.abs(x - v) <= scale * 1e-3 && Math.abs(y + u) <= scale * 1e-3;
  if (scale === 0 || !isRotation) return null;
  const degrees = (Math.atan2(isMirrored ? y : -y, x) * 180) / Math.PI;
  const roll = Math.round(degrees * 1000) / 1000 || 0;
  return roll === 0 && !isMirrored ? null : { yaw: isMirrored ? 180 : 0, roll };
}
