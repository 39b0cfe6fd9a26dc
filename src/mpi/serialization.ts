/**
 * Values of any kind as one message: structured clone, with the bytes of typed arrays beside it. Small ones are copied into the message, large ones
 * are sent from where they lie; at the receiver they are views of the message itself.
 */
import { Deserializer, Serializer } from "node:v8";
import { MpiError } from "./error.js";
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
  readonly views: ArrayBufferView[] = [];
  /** Bytes of all views, each rounded up. */
  bytes = 0;

  constructor() {
    super();
    (this as unknown as HostObjectHooks)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(object: object): void {
    if (!ArrayBuffer.isView(object))
      throw new TypeError("this kind of object cannot be sent: send plain data, maps, sets, dates or typed arrays");
    this.writeUint32(classNumber(object));
    this.writeDouble(object.byteLength);
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
  readonly #message: Uint8Array<ArrayBuffer>;
  #at: number;

  constructor(clone: Uint8Array, message: Uint8Array<ArrayBuffer>, viewsAt: number) {
    super(clone);
    this.#message = message;
    this.#at = viewsAt;
  }

  _readHostObject(): object {
    const kind = this.readUint32();
    const length = this.readDouble();
    const { buffer } = this.#message;
    const at = this.#message.byteOffset + this.#at;
    this.#at += aligned(length);
    if (kind === BUFFER) return Buffer.from(buffer, at, length);
    if (kind === DATA_VIEW) return new DataView(buffer, at, length);
    const viewClass = VIEW_CLASSES[kind];
    if (!viewClass) throw new Error("a message that is not one of sister/mpi's objects");
    return new viewClass(buffer, at, length / viewClass.BYTES_PER_ELEMENT);
  }
}

/** In the header: the clone's length, and what the message is. */
const KIND_AT = 4;
const KIND_FAILURE = 1;
const KIND_PLAIN = 2;
/** Room for a value in the short form. */
const SMALL_BYTES = 4000;
/** From so many bytes of typed arrays on it costs less to gather them while sending than to copy them first. */
const GATHERED_FROM = 1 << 16;
const PADDING = new Uint8Array(ALIGNMENT);

/** A message as parts that follow each other: header and clone, then the typed arrays, each padded. */
export type MessageParts = readonly Uint8Array[];

function bytesOf(view: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

function cloned(value: unknown): MessageSerializer & { clone: Buffer } {
  const serializer = new MessageSerializer();
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

  /** The value of a message of so many bytes that was received into the memory. */
  unpack<T>(bytes: number): T {
    if (this.#header[1] === KIND_PLAIN) return decodePlain(this.memory, HEADER_BYTES) as T;
    // Typed arrays will be views of the message, which the next one must not write over.
    return unpackObject<T>(this.memory.slice(0, bytes));
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

/** As packObject; a value with large typed arrays comes as parts that lie where they lay: they must not change before they are sent. */
export function packParts(value: unknown): Uint8Array<ArrayBuffer> | MessageParts {
  const serializer = cloned(value);
  const { clone, views, bytes } = serializer;
  if (bytes < GATHERED_FROM) return inOnePiece(serializer);
  const parts: Uint8Array[] = [headed(clone, aligned(HEADER_BYTES + clone.length))];
  for (const view of views) {
    const own = bytesOf(view);
    parts.push(own);
    const padding = aligned(own.length) - own.length;
    if (padding > 0) parts.push(PADDING.subarray(0, padding));
  }
  return parts;
}

/** Instead of a value that could not be packed, in a collective that the other ranks wait in: whoever unpacks it gets an error that says so. */
export function packFailure(error: unknown): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(error instanceof Error ? error.message : String(error));
  return headed(text, aligned(HEADER_BYTES + text.length), KIND_FAILURE);
}

/** The value of a message. Its typed arrays are views of `message`, which must begin at a multiple of 8 in its memory. */
export function unpackObject<T>(message: Uint8Array<ArrayBuffer>): T {
  const header = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const length = header.getUint32(0, true);
  const clone = message.subarray(HEADER_BYTES, HEADER_BYTES + length);
  const kind = header.getUint32(KIND_AT, true);
  if (kind === KIND_PLAIN) return decodePlain(message, HEADER_BYTES) as T;
  if (kind === KIND_FAILURE) {
    const text = Buffer.from(clone).toString();
    throw new MpiError("MPI_ERR_OTHER", 0, 0, "MPI", `another rank's value cannot be sent: ${text}`);
  }
  const deserializer = new MessageDeserializer(clone, message, aligned(HEADER_BYTES + length));
  deserializer.readHeader();
  return deserializer.readValue() as T;
}
