/** The current width of an element, in pixels. */
import { useCallback, useState } from "react";

/**
 * @example
 * const [measure, width] = useElementWidth();
 * <div ref={measure} />;
 */
export function useElementWidth(): [(element: HTMLElement | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(0);
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const watching = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return [measure, width];
}
