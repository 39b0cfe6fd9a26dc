/** What a function threw on one rank, as plain data that travels, and as an error again where it is thrown on. */
import { inspect } from "node:util";
import { packObject } from "../objects/serialization.js";

/** An error as data; `value`: something that was thrown and is no error. */
export type CarriedError =
  | { kind: "value"; value: unknown }
  | {
      kind: "error";
      name: string;
      message: string;
      stack: string | null;
      cause: CarriedError | null;
      /** Those of an AggregateError. */
      errors: CarriedError[] | null;
      /** Own enumerable properties, such as `code`, as far as they can be cloned. */
      properties: Record<string, unknown>;
    };

/** Errors that are of their own class again at the receiver; others are an Error with their name. */
const CLASSES: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** What was thrown, as data that can be sent, whatever it was. */
export function carry(thrown: unknown, seen: ReadonlySet<unknown> = new Set()): CarriedError {
  if (!(thrown instanceof Error)) return { kind: "value", value: canBeSent(thrown) ? thrown : inspect(thrown) };
  const path = new Set(seen).add(thrown);
  // A chain of causes may lead back to where it began.
  const inner = (one: unknown): CarriedError =>
    path.has(one) ? { kind: "value", value: String(one) } : carry(one, path);
  const { errors } = thrown as { errors?: unknown };
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(thrown)) {
    if (!STANDARD.has(name) && canBeSent(value)) properties[name] = value;
  }
  return {
    kind: "error",
    name: String(thrown.name),
    message: String(thrown.message),
    stack: typeof thrown.stack === "string" ? thrown.stack : null,
    cause: "cause" in thrown ? inner(thrown.cause) : null,
    errors: Array.isArray(errors) ? errors.map(inner) : null,
    properties,
  };
}

/** Carried by name already, or not ours to set. */
const STANDARD: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors", "__proto__"]);

function canBeSent(value: unknown): boolean {
  try {
    packObject(value);
    return true;
  } catch {
    return false;
  }
}

/** The error again. Its stack is the one of the rank where it was thrown, and says so. */
export function restore(carried: CarriedError, rank: number): unknown {
  if (carried.kind === "value") return carried.value;
  const { name, message, stack, cause, errors, properties } = carried;
  const options = cause ? { cause: restore(cause, rank) } : {};
  const error = errors
    ? new AggregateError(
        errors.map((one) => restore(one, rank)),
        message,
        options,
      )
    : new (CLASSES[name] ?? Error)(message, options);
  // As the standard classes have it: not enumerable.
  const set = (key: string, value: string): void => {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false });
  };
  if (error.name !== name) set("name", name);
  set("stack", `${stack ?? `${name}: ${message}`}\n    at rank ${rank} of the executor`);
  return Object.assign(error, properties);
}
