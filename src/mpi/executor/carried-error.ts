/** What a function threw on one rank, as plain data that can be sent, and as an error again at the receiver. */
import { inspect } from "node:util";
import { packObject } from "../objects/serialization.js";

/** An error as data. Kind "value": something that was thrown and is not an Error. */
export type CarriedError =
  | { kind: "value"; value: unknown }
  | {
      kind: "error";
      name: string;
      message: string;
      stack: string | null;
      cause: CarriedError | null;
      /** The errors of an AggregateError. */
      errors: CarriedError[] | null;
      /** Enumerable own properties, such as `code`, if they can be cloned. */
      properties: Record<string, unknown>;
    };

/** Errors that keep their class at the receiver. Others become an Error with their name. */
const CLASSES: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Converts anything that was thrown to data that can be sent. */
export function carry(thrown: unknown, seen: ReadonlySet<unknown> = new Set()): CarriedError {
  if (!(thrown instanceof Error)) return { kind: "value", value: canBeSent(thrown) ? thrown : inspect(thrown) };
  const path = new Set(seen).add(thrown);
  // A chain of causes may be cyclic.
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

/** Properties that have fields of their own, and __proto__, which must not be set. */
const STANDARD: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors", "__proto__"]);

function canBeSent(value: unknown): boolean {
  try {
    packObject(value);
    return true;
  } catch {
    return false;
  }
}

/** Converts the data back to an error. Its stack is the one of the rank that threw it, and says so. */
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
  // Not enumerable, as in the standard classes.
  const set = (key: string, value: string): void => {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false });
  };
  if (error.name !== name) set("name", name);
  set("stack", `${stack ?? `${name}: ${message}`}\n    at rank ${rank} of the executor`);
  return Object.assign(error, properties);
}
