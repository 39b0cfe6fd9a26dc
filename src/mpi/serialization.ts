/**
 * Values of any kind as one message: structured clone, with the bytes of typed arrays beside it. They are copied once, into the message; at
 * the receiver they are views of the message itself.
 */
import { Deserializer, Serializer } from "node:v8";

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
    this.writeUint32(object.byteLength);
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
    const length = this.readUint32();
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

/** A value as a message. Throws a DataCloneError for what cannot be cloned: functions, symbols. */
export function packObject(value: unknown): Uint8Array<ArrayBuffer> {
  const serializer = new MessageSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  const clone = serializer.releaseBuffer();
  const viewsAt = aligned(HEADER_BYTES + clone.length);
  const message = new Uint8Array(viewsAt + serializer.bytes);
  new DataView(message.buffer).setUint32(0, clone.length, true);
  message.set(clone, HEADER_BYTES);
  let at = viewsAt;
  for (const view of serializer.views) {
    message.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
    at += aligned(view.byteLength);
  }
  return message;
}

/** The value of a message. Its typed arrays are views of `message`, which must begin at a multiple of 8 in its memory. */
export function unpackObject<T>(message: Uint8Array<ArrayBuffer>): T {
  const length = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0, true);
  const clone = message.subarray(HEADER_BYTES, HEADER_BYTES + length);
  const deserializer = new MessageDeserializer(clone, message, aligned(HEADER_BYTES + length));
  deserializer.readHeader();
  return deserializer.readValue() as T;
}
