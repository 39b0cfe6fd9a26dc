/** The edge around burned letters as shadows without blur. Pure. */

/** Largest deviation of the edge from an ellipse, in pixels. */
const ROUGHNESS = 0.15;
/** Distance of rings, in pixels: less than the width of a letter's stem, so that the edge has no visible gap. */
const RING_STEP = 6;
const MOST_RINGS = 6;

/**
 * A `text-shadow` that draws the letters' outline. `-webkit-text-stroke` does not fit: its width is equal in both
 * directions and its corners are pointed. libass's outline is round, and in a wide picture it is wider across than
 * upright.
 *
 * @param radius of the edge, in pixels, across and upright
 */
export function outlineShadow({ x, y }: { x: number; y: number }, color: string): string {
  const most = Math.max(x, y);
  if (most <= 0) return "none";
  const rings = Math.min(MOST_RINGS, Math.max(1, Math.ceil(most / RING_STEP)));
  const shadows: string[] = [];
  for (let ring = 1; ring <= rings; ring++) {
    const share = ring / rings;
    // With this number of points, no chord is further from the arc than the largest deviation.
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
