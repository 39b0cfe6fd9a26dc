/**
 * Values of any kind as messages: structured clone, with the bytes of typed arrays beside it. Small ones are copied into the message, at the receiver
 * they are views of it. Large ones are messages of their own, from where they lie to memory of their own: gathered into one by a datatype they would
 * take twice as long, since the library copies what is not contiguous piece by piece.
 */
import { Deserializer, Serializer } from "node:v8";
import { MpiError } from "../error.js";
import { messageRoom } from "../fast-path/large-pages.js";
import { decodePlain, encodePlain } from "./plain-values.js";

/** Classes of views, by the number that stands for them in a message. */
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

/** Views start at multiples of this, so that every class of array can be laid over them. */
const ALIGNMENT = 8;
const HEADER_BYTES = 8;

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** The hooks that Node's serializers call; their types leave them out. */
interface HostObjectHooks {
  _setTreatArrayBufferViewsAsHostObjects(on: boolean): void;
}

class MessageSerializer extends Serializer {
  /** Those that are copied into the message. */
  readonly views: ArrayBufferView[] = [];
  /** Their bytes, each rounded up. */
  bytes = 0;
  /** Those that travel as messages of their own. */
  readonly apart: Uint8Array<ArrayBuffer>[] = [];
  readonly #apartFrom: number;

  /** @param apartFrom views of so many bytes and more travel as messages of their own */
  constructor(apartFrom: number) {
    super();
    this.#apartFrom = apartFrom;
    (this as unknown as HostObjectHooks)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(object: object): void {
    if (!ArrayBuffer.isView(object))
      throw new TypeError("this kind of object cannot be sent: send plain data, maps, sets, dates or typed arrays");
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

  /** Where the bytes of the next view lie, or will. */
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
    if (!viewClass) throw new Error("a message that is not one of sister/mpi's objects");
    return new viewClass(buffer, at, length / viewClass.BYTES_PER_ELEMENT);
  }
}

/** In the header: the clone's length, and what the message is. A message with arrays apart has their tag in place of a number below. */
const KIND_AT = 4;
const KIND_FAILURE = 1;
const KIND_PLAIN = 2;
/** Tags of arrays that travel apart; those below belong to the pieces of collectives, which are on the same duplicate, and to the kinds above. */
const FIRST_TAG = 16;
/** Room for a value in the short form. */
const SMALL_BYTES = 4000;
/** From so many bytes on a typed array travels as a message of its own: one more message costs less than to copy them. */
const APART_FROM = 1 << 16;

/** A message, and the typed arrays that follow it as messages of their own with this tag, on the duplicate for pieces. Empty: there is no tag. */
export interface Packed {
  message: Uint8Array<ArrayBuffer>;
  apart: readonly Uint8Array<ArrayBuffer>[];
  tag: number;
}

/** What a message held: arrays that come apart still have to be received, into this memory. */
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

/** Memory that small values are packed into, again and again. It may be given away while a message is on its way: then there is another. */
export class SmallMessages {
  memory = new Uint8Array(SMALL_BYTES);
  #header = new Int32Array(this.memory.buffer);

  /** Packs a value; its length in bytes, or -1 where the value is not small and plain. */
  pack(value: unknown): number {
    const end = encodePlain(value, this.memory, HEADER_BYTES);
    if (end < 0) return -1;
    this.#header[0] = end - HEADER_BYTES;
    this.#header[1] = KIND_PLAIN;
    return aligned(end);
  }

  /** Whether the message of so many bytes that was received into the memory is in the short form. */
  isPlain(bytes: number): boolean {
    return bytes > 0 && this.#header[1] === KIND_PLAIN;
  }

  /** Its value, where it is. */
  plain<T>(): T {
    return decodePlain(this.memory, HEADER_BYTES) as T;
  }

  /** A copy of a message of so many bytes: typed arrays will be views of it, which the next message must not write over. */
  copy(bytes: number): Uint8Array<ArrayBuffer> {
    return this.memory.slice(0, bytes);
  }

  /** Whether a message of so many bytes has room. */
  fits(bytes: number): boolean {
    return bytes <= SMALL_BYTES;
  }

  renew(): void {
    this.memory = new Uint8Array(SMALL_BYTES);
    this.#header = new Int32Array(this.memory.buffer);
  }
}

const packing = new SmallMessages();

/** A value as one message. Throws a DataCloneError for what cannot be cloned: functions, symbols. */
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

/** As packObject; large typed arrays stay where they lie, and must not change before they are sent. `newTag` is asked where there are any. */
export function packApart(value: unknown, newTag: (first: number) => number): Packed {
  const serializer = cloned(value, APART_FROM);
  const message = inOnePiece(serializer);
  const { apart } = serializer;
  if (apart.length === 0) return { message, apart: NONE, tag: 0 };
  const tag = newTag(FIRST_TAG);
  new DataView(message.buffer).setUint32(KIND_AT, tag, true);
  return { message, apart, tag };
}

/** Instead of a value that could not be packed, in a collective that the other ranks wait in: whoever unpacks it gets an error that says so. */
export function packFailure(error: unknown): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(error instanceof Error ? error.message : String(error));
  return headed(text, aligned(HEADER_BYTES + text.length), KIND_FAILURE);
}

/** The value of a message that packObject or packFailure made. Its typed arrays are views of `message`, which must begin at a multiple of 8 in its memory. */
export function unpackObject<T>(message: Uint8Array<ArrayBuffer>): T {
  return unpackApart<T>(message).value;
}

/** As unpackObject, of what packApart made. */
export function unpackApart<T>(message: Uint8Array<ArrayBuffer>): Unpacked<T> {
  // From PROC_NULL, which sends nothing at all.
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
