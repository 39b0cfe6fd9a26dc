/**
 * Values of any kind as messages: structured clone, with the bytes of typed arrays outside the clone. Small typed
 * arrays are copied into the message, and at the receiver they are views of it. Large ones travel as messages of their
 * own, straight from and to their own memory. Gathered into one message by a datatype they would take twice as long,
 * because the library copies noncontiguous data piece by piece.
 */
import { Deserializer, Serializer } from "node:v8";
import { MpiError } from "../error.js";
import { messageRoom } from "../fast-path/large-pages.js";
import { decodePlain, encodePlain } from "./plain-values.js";

/** Classes of views. The index stands for the class in a message. */
const VIEW_CLASSES = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
] as const;
const DATA_VIEW = VIEW_CLASSES.length;
const BUFFER = DATA_VIEW + 1;

/** Views start at multiples of this, as every class of array needs. */
const ALIGNMENT = 8;
const HEADER_BYTES = 8;

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** Hooks that Node's serializers call. Their type declarations omit them. */
interface HostObjectHooks {
  _setTreatArrayBufferViewsAsHostObjects(on: boolean): void;
}

class MessageSerializer extends Serializer {
  /** Views that are copied into the message. */
  readonly views: ArrayBufferView[] = [];
  /** Total bytes of `views`, each rounded up to ALIGNMENT. */
  bytes = 0;
  /** Views that travel as messages of their own. */
  readonly apart: Uint8Array<ArrayBuffer>[] = [];
  readonly #apartFrom: number;

  /**
   * @param apartFrom views of at least this many bytes travel as messages of their own
   */
  constructor(apartFrom: number) {
    super();
    this.#apartFrom = apartFrom;
    (this as unknown as HostObjectHooks)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(object: object): void {
    if (!ArrayBuffer.isView(object))
      throw new TypeError("objects of this kind cannot be sent: send plain data, maps, sets, dates or typed arrays");
    this.writeUint32(classNumber(object));
    this.writeDouble(object.byteLength);
    if (object.byteLength >= this.#apartFrom) {
      this.apart.push(bytesOf(object));
      return;
    }
    this.views.push(object);
    this.bytes += aligned(object.byteLength);
  }
}

function classNumber(view: ArrayBufferView): number {
  if (Buffer.isBuffer(view)) return BUFFER;
  if (view instanceof DataView) return DATA_VIEW;
  return VIEW_CLASSES.findIndex((one) => view instanceof one);
}

class MessageDeserializer extends Deserializer {
  /** Memory for the arrays that travel as messages of their own. */
  readonly apart: Uint8Array<ArrayBuffer>[] = [];
  readonly #message: Uint8Array<ArrayBuffer>;
  readonly #apartFrom: number;
  #at: number;

  constructor(clone: Uint8Array, message: Uint8Array<ArrayBuffer>, viewsAt: number, apartFrom: number) {
    super(clone);
    this.#message = message;
    this.#at = viewsAt;
    this.#apartFrom = apartFrom;
  }

  /** The memory in which the bytes of the next view are, or will be received. */
  #memoryOf(length: number): { buffer: ArrayBuffer; at: number } {
    if (length >= this.#apartFrom) {
      const own = messageRoom(length);
      this.apart.push(own);
      return { buffer: own.buffer, at: own.byteOffset };
    }
    const at = this.#message.byteOffset + this.#at;
    this.#at += aligned(length);
    return { buffer: this.#message.buffer, at };
  }

  _readHostObject(): object {
    const kind = this.readUint32();
    const length = this.readDouble();
    const { buffer, at } = this.#memoryOf(length);
    if (kind === BUFFER) return Buffer.from(buffer, at, length);
    if (kind === DATA_VIEW) return new DataView(buffer, at, length);
    const viewClass = VIEW_CLASSES[kind];
    if (!viewClass) throw new Error("the message is not an object of sister/mpi");
    return new viewClass(buffer, at, length / viewClass.BYTES_PER_ELEMENT);
  }
}

/**
 * Offset of the message's kind, after the clone's length. A message with arrays apart has their tag here, which is
 * FIRST_TAG or more.
 */
const KIND_AT = 4;
const KIND_FAILURE = 1;
const KIND_PLAIN = 2;
/**
 * The lowest tag of arrays that travel apart. Lower tags belong to the pieces of collectives, which use the same
 * duplicate; lower numbers are the kinds above.
 */
const FIRST_TAG = 16;
/** Size of the memory for values in the short encoding. */
const SMALL_BYTES = 4000;
/**
 * Typed arrays of at least this many bytes travel as messages of their own: another message costs less than copying
 * them.
 */
const APART_FROM = 1 << 16;

/**
 * A message, and the typed arrays that follow it as messages with this tag on the duplicate for pieces. Without arrays
 * there is no tag.
 */
export interface Packed {
  message: Uint8Array<ArrayBuffer>;
  apart: readonly Uint8Array<ArrayBuffer>[];
  tag: number;
}

/** The content of a message. Arrays that travel apart still have to be received, into the memory in `apart`. */
export interface Unpacked<T> {
  value: T;
  apart: readonly Uint8Array<ArrayBuffer>[];
  tag: number;
}

const NONE: readonly Uint8Array<ArrayBuffer>[] = [];

function bytesOf(view: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

function cloned(value: unknown, apartFrom = Number.POSITIVE_INFINITY): MessageSerializer & { clone: Buffer } {
  const serializer = new MessageSerializer(apartFrom);
  serializer.writeHeader();
  serializer.writeValue(value);
  return Object.assign(serializer, { clone: serializer.releaseBuffer() });
}

function headed(clone: Uint8Array, length: number, kind = 0): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(length);
  const header = new DataView(message.buffer);
  header.setUint32(0, clone.length, true);
  header.setUint32(KIND_AT, kind, true);
  message.set(clone, HEADER_BYTES);
  return message;
}

/** Reusable memory for small packed values. `renew` replaces it while a message that uses it is still being sent. */
export class SmallMessages {
  memory = new Uint8Array(SMALL_BYTES);
  #header = new Int32Array(this.memory.buffer);

  /** Packs a value. Returns its length in bytes, or -1 if the value is not small and plain. */
  pack(value: unknown): number {
    const end = encodePlain(value, this.memory, HEADER_BYTES);
    if (end < 0) return -1;
    this.#header[0] = end - HEADER_BYTES;
    this.#header[1] = KIND_PLAIN;
    return aligned(end);
  }

  /** Whether the received message of `bytes` bytes in the memory has the short encoding. */
  isPlain(bytes: number): boolean {
    return bytes > 0 && this.#header[1] === KIND_PLAIN;
  }

  /** The value of a message in the short encoding. */
  plain<T>(): T {
    return decodePlain(this.memory, HEADER_BYTES) as T;
  }

  /**
   * A copy of a received message of `bytes` bytes. Typed arrays become views of it, so the next message must not
   * overwrite it.
   */
  copy(bytes: number): Uint8Array<ArrayBuffer> {
    return this.memory.slice(0, bytes);
  }

  /** Whether a message of `bytes` bytes fits into the memory. */
  fits(bytes: number): boolean {
    return bytes <= SMALL_BYTES;
  }

  renew(): void {
    this.memory = new Uint8Array(SMALL_BYTES);
    this.#header = new Int32Array(this.memory.buffer);
  }
}

const packing = new SmallMessages();

/**
 * Packs a value into one message. Throws a DataCloneError for values that cannot be cloned, such as functions and
 * symbols.
 */
export function packObject(value: unknown): Uint8Array<ArrayBuffer> {
  const small = packing.pack(value);
  return small > 0 ? packing.memory.slice(0, small) : inOnePiece(cloned(value));
}

function inOnePiece({ clone, views, bytes }: MessageSerializer & { clone: Buffer }): Uint8Array<ArrayBuffer> {
  let at = aligned(HEADER_BYTES + clone.length);
  const message = headed(clone, at + bytes);
  for (const view of views) {
    message.set(bytesOf(view), at);
    at += aligned(view.byteLength);
  }
  return message;
}

/**
 * Like packObject, but large typed arrays stay in their memory and must not change before they are sent. `newTag` is
 * called only if there are any.
 */
export function packApart(value: unknown, newTag: (first: number) => number): Packed {
  const serializer = cloned(value, APART_FROM);
  const message = inOnePiece(serializer);
  const { apart } = serializer;
  if (apart.length === 0) return { message, apart: NONE, tag: 0 };
  const tag = newTag(FIRST_TAG);
  new DataView(message.buffer).setUint32(KIND_AT, tag, true);
  return { message, apart, tag };
}

/**
 * A message in place of a value that could not be packed, for a collective in which the other ranks already wait.
 * Unpacking it throws an error with this text.
 */
export function packFailure(error: unknown): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(error instanceof Error ? error.message : String(error));
  return headed(text, aligned(HEADER_BYTES + text.length), KIND_FAILURE);
}

/**
 * The value of a message of packObject or packFailure. Its typed arrays are views of `message`, which must begin at a
 * multiple of 8 in its memory.
 */
export function unpackObject<T>(message: Uint8Array<ArrayBuffer>): T {
  return unpackApart<T>(message).value;
}

/** Like unpackObject, for a message of packApart. */
export function unpackApart<T>(message: Uint8Array<ArrayBuffer>): Unpacked<T> {
  // A message from PROC_NULL, which sends nothing.
  if (message.length === 0) return { value: null as T, apart: NONE, tag: 0 };
  const header = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const length = header.getUint32(0, true);
  const clone = message.subarray(HEADER_BYTES, HEADER_BYTES + length);
  const kind = header.getUint32(KIND_AT, true);
  if (kind === KIND_PLAIN) return { value: decodePlain(message, HEADER_BYTES) as T, apart: NONE, tag: 0 };
  if (kind === KIND_FAILURE) {
    const text = Buffer.from(clone).toString();
    throw new MpiError("MPI_ERR_OTHER", 0, 0, "MPI", `another rank's value cannot be sent: ${text}`);
  }
  const apartFrom = kind >= FIRST_TAG ? APART_FROM : Number.POSITIVE_INFINITY;
  const deserializer = new MessageDeserializer(clone, message, aligned(HEADER_BYTES + length), apartFrom);
  deserializer.readHeader();
  return { value: deserializer.readValue() as T, apart: deserializer.apart, tag: kind };
}
