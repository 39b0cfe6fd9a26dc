/** PostgreSQL's wire protocol 3.0, as far as a server needs it that passes messages on to PGlite. */

/** One message of a client. The messages before a session begins have no type byte, so they get a name here. */
export interface ClientMessage {
  /**
   * The type byte as a character ("Q", "P", "S", …), or "startup", or "request" (for TLS, GSSAPI or a cancellation).
   */
  type: string;
  /** The whole message, its header included. */
  bytes: Buffer;
}

/** Type byte and length. */
const HEADER = 5;
/** Protocol 3, any minor version. */
const MAJOR_VERSION = 3;
/** PostgreSQL's own bound of a message is 1 GiB. */
const MESSAGE_MOST = 1 << 30;

/**
 * Splits the bytes of one client into messages.
 *
 * @example
 * const reader = new ClientMessageReader();
 * socket.on("data", (piece) => reader.push(piece).forEach(answer));
 */
export class ClientMessageReader {
  #pieces: Buffer[] = [];
  #length = 0;
  /** Bytes that must have arrived before there is another whole message. */
  #needed = HEADER;
  #started = false;

  /**
   * Takes bytes as they arrive and returns the messages that are complete. Throws if the bytes are not the protocol.
   */
  push(piece: Buffer): ClientMessage[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#needed) return [];
    let bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
    const messages: ClientMessage[] = [];
    for (let message = this.#first(bytes); message; message = this.#first(bytes)) {
      messages.push(message);
      bytes = bytes.subarray(message.bytes.length);
    }
    this.#pieces = bytes.length === 0 ? [] : [bytes];
    this.#length = bytes.length;
    return messages;
  }

  /** The message that `bytes` begins with; null if it is not complete yet. */
  #first(bytes: Buffer): ClientMessage | null {
    this.#needed = this.#started ? HEADER : 2 * 4;
    if (bytes.length < this.#needed) return null;
    const size = this.#started ? 1 + bytes.readUInt32BE(1) : bytes.readUInt32BE(0);
    if (size < this.#needed || size > MESSAGE_MOST)
      throw new Error(`a message of ${size} bytes: not PostgreSQL's protocol`);
    this.#needed = size;
    if (bytes.length < size) return null;
    const whole = bytes.subarray(0, size);
    if (this.#started) return { type: String.fromCharCode(whole[0] ?? 0), bytes: whole };
    this.#started = whole.readUInt16BE(4) === MAJOR_VERSION;
    return { type: this.#started ? "startup" : "request", bytes: whole };
  }
}

/** What the database sent for a client's messages. */
export interface Reply {
  /** The messages for the client that asked. */
  bytes: Buffer;
  /** Messages of NOTIFY, for all clients that listen. */
  notifications: Buffer[];
  /** "I": idle; "T": in a transaction; "E": in a transaction that failed; null: the database expects more messages. */
  status: string | null;
}

/** Takes the notifications out of a reply, and finds out whether a transaction is open after it. */
export function readReply(reply: Uint8Array): Reply {
  const bytes = Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength);
  const kept: Buffer[] = [];
  const notifications: Buffer[] = [];
  let status: string | null = null;
  for (let at = 0; at < bytes.length;) {
    const message = bytes.subarray(at, at + 1 + bytes.readUInt32BE(at + 1));
    const type = String.fromCharCode(message[0] ?? 0);
    if (type === "A") notifications.push(message);
    else kept.push(message);
    if (type === "Z") status = String.fromCharCode(message[HEADER] ?? 0);
    at += message.length;
  }
  return { bytes: Buffer.concat(kept), notifications, status };
}

const text = (...values: readonly string[]): Buffer => Buffer.from(values.map((value) => `${value}\0`).join(""));

function message(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.write(type, "latin1");
  header.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

export const readyForQuery = (): Buffer => message("Z", Buffer.from("I"));

/** Lets a client in without a password: only the owner of the folder reaches the socket. */
export function welcome(serverVersion: string): Buffer {
  const parameters = {
    server_version: serverVersion,
    server_encoding: "UTF8",
    client_encoding: "UTF8",
    DateStyle: "ISO, MDY",
    TimeZone: "UTC",
    integer_datetimes: "on",
    standard_conforming_strings: "on",
  };
  return Buffer.concat([
    message("R", Buffer.alloc(4)),
    ...Object.entries(parameters).map((pair) => message("S", text(...pair))),
    readyForQuery(),
  ]);
}

/** @param state PostgreSQL's SQLSTATE, five characters */
export function errorResponse(severity: "ERROR" | "FATAL", state: string, words: string): Buffer {
  return message("E", Buffer.concat([text(`S${severity}`, `V${severity}`, `C${state}`, `M${words}`), Buffer.alloc(1)]));
}

/** A simple query. */
export const query = (statement: string): Buffer => message("Q", text(statement));

/** The statement of a simple query. */
export const statementOf = ({ bytes }: ClientMessage): string => bytes.toString("utf8", HEADER, bytes.length - 1);
