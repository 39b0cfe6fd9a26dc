/** The last samples of a stream, by their place in it. Pure. */

/**
 * @example
 * const window = new SampleWindow();
 * window.append(samples);
 * const piece = window.slice(16_000, 32_000);
 * window.forget(32_000);
 */
export class SampleWindow {
  #pieces: { start: number; samples: Int16Array }[] = [];
  #end = 0;

  /** @param samples kept as they are: the caller must not write to them any more */
  append(samples: Int16Array): void {
    this.#pieces.push({ start: this.#end, samples });
    this.#end += samples.length;
  }

  /** A copy of samples `[start, end)`. Throws a RangeError if some of them were forgotten or are not there yet. */
  slice(start: number, end: number): Int16Array<ArrayBuffer> {
    const first = this.#pieces[0]?.start ?? this.#end;
    if (start < first || end > this.#end || start > end)
      throw new RangeError(`samples ${start} to ${end} are not within ${first} to ${this.#end}`);
    const slice = new Int16Array(end - start);
    for (const { start: at, samples } of this.#pieces) {
      const from = Math.max(start, at);
      const to = Math.min(end, at + samples.length);
      if (from < to) slice.set(samples.subarray(from - at, to - at), from - start);
    }
    return slice;
  }

  /** Samples before this one are not needed any more. */
  forget(before: number): void {
    this.#pieces = this.#pieces.filter(({ start, samples }) => start + samples.length > before);
  }
}
