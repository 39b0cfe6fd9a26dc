/** What a completed receive or probe knows of its message. */
import type { Datatype } from "../datatype/datatype.js";
import { native } from "../addon/native.js";

export class Status {
  /** Rank that sent it; PROC_NULL of a receive from nobody. */
  readonly source: number;
  /** Its tag. */
  readonly tag: number;
  /** Whether the request was cancelled before a message met it. */
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
