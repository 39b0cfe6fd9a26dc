/** The edge around burned letters as shadows without blur. Pure. */

/** How far the edge may be from a true ellipse, in pixels. */
const ROUGHNESS = 0.15;
/** Between rings, in pixels: less than a stem of the letters is wide, so that no gap is seen within the edge. */
const RING_STEP = 6;
const MOST_RINGS = 6;

/**
 * A `text-shadow` that draws the letters' outline. `-webkit-text-stroke` has the same width across and upright and pointed corners; libass's outline is
 * round, and wider across in a wide picture.
 *
 * @param radius of the edge in pixels, across and upright
 */
export function outlineShadow({ x, y }: { x: number; y: number }, color: string): string {
  const most = Math.max(x, y);
  if (most <= 0) return "none";
  const rings = Math.min(MOST_RINGS, Math.max(1, Math.ceil(most / RING_STEP)));
  const shadows: string[] = [];
  for (let ring = 1; ring <= rings; ring++) {
    const share = ring / rings;
    // The chord of so many points lies no further from the arc than the roughness.
    const angle = Math.acos(Math.max(-1, 1 - ROUGHNESS / Math.max(most * share, ROUGHNESS)));
    const points = Math.max(8, Math.ceil(Math.PI / angle));
    for (let point = 0; point < points; point++) {
      const at = (2 * Math.PI * point) / points;
      const [right, down] = [x * share * Math.cos(at), y * share * Math.sin(at)];
      shadows.push(`${right.toFixed(2)}px ${down.toFixed(2)}px 0 ${color}`);
    }
  }
  return shadows.join(",");
}
