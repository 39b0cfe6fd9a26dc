/** The status of a completed receive or probe. */
import type { Datatype } from "../datatype/datatype.js";
import { native } from "../addon/native.js";

export class Status {
  /** The sender's rank; PROC_NULL if the receive was from PROC_NULL. */
  readonly source: number;
  /** The message's tag. */
  readonly tag: number;
  /** Whether the request was cancelled before a message matched it. */
  readonly cancelled: boolean;
  /** Length of the message, in bytes. */
  readonly bytes: number;

  /** @internal */
  constructor(source: number, tag: number, bytes: number, cancelled: boolean) {
    this.source = source;
    this.tag = tag;
    this.bytes = bytes;
    this.cancelled = cancelled;
  }

  /**
   * The number of elements of this datatype in the message; undefined: the bytes are not a whole number of elements.
   */
  count(datatype: Datatype): number | undefined {
    const count = this.bytes / datatype.size;
    return Number.isInteger(count) ? count : undefined;
  }

  /**
   * The number of basic elements of a derived datatype, even if the last element is incomplete; undefined: the bytes do
   * not end at a basic element.
   */
  elements(datatype: Datatype): number | undefined {
    const elements = native().typeElements(datatype.index, this.bytes);
    return elements < 0 ? undefined : elements;
  }
}
