/** What a completed receive or probe knows of its message. */
import type { Datatype } from "./datatype.js";
import { native } from "./native.js";

export class Status {
  readonly source: number;
  readonly tag: number;
  readonly cancelled: boolean;
  /** Length of the message in bytes. */
  readonly bytes: number;

  /** @internal */
  constructor(source: number, tag: number, bytes: number, cancelled: boolean) {
    this.source = source;
    this.tag = tag;
    this.bytes = bytes;
    this.cancelled = cancelled;
  }

  /** Number of elements of this datatype in the message; undefined where its bytes are no whole number of them. */
  count(datatype: Datatype): number | undefined {
    const count = this.bytes / datatype.size;
    return Number.isInteger(count) ? count : undefined;
  }

  /** Number of basic elements of a derived datatype, also where the last one came in part; undefined where the bytes fit none. */
  elements(datatype: Datatype): number | undefined {
    const elements = native().typeElements(datatype.index, this.bytes);
    return elements < 0 ? undefined : elements;
  }
}
