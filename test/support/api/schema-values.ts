/** Random values for a JSON schema of an OpenAPI document: mostly valid, sometimes anything. */
import fc from "fast-check";

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  format?: string;
  pattern?: string;
  example?: unknown;
}

/** Strings that often break programs. */
const HARD = [
  "",
  "\0",
  "a\0b",
  "\ud800",
  "\u202egnp.exe",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "null",
  "NaN",
  "'",
  "%00",
  "x".repeat(5000),
];
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HARD),
  fc.string(),
  fc.string({ unit: "binary", maxLength: 40 }),
);

/** Values without regard to any schema. */
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.constantFrom(null, true, false, 0, -1, 1e308, -1e308, 2 ** 53, 0.1, [], {}, [[[[]]]]),
  fc.jsonValue({ maxDepth: 3 }),
);

/** @param schemas the document's components */
export function valuesOf(schema: Schema, schemas: Readonly<Record<string, Schema>>, depth = 0): fc.Arbitrary<unknown> {
  const usual = depth > 8 ? fc.constant(null) : usualValues(schema, schemas, depth);
  return fc.oneof({ arbitrary: usual, weight: 15 }, { arbitrary: anyValue, weight: 1 });
}

function usualValues(schema: Schema, schemas: Readonly<Record<string, Schema>>, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return valuesOf(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, schemas, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, schemas, depth + 1)));
  const [type] = [schema.type ?? "any"].flat();
  const own: fc.Arbitrary<unknown>[] = schema.example === undefined ? [] : [fc.constant(schema.example)];
  switch (type) {
    case "object": {
      const properties = Object.entries(schema.properties ?? {}).map(([name, one]) => [
        name,
        valuesOf(one, schemas, depth + 1),
      ]);
      const fields = Object.fromEntries(properties) as Record<string, fc.Arbitrary<unknown>>;
      return fc.oneof(...own, fc.record(fields, { requiredKeys: schema.required ?? [] }));
    }
    case "array":
      return fc.oneof(...own, fc.array(valuesOf(schema.items ?? {}, schemas, depth + 1), { maxLength: 5 }));
    case "integer":
      return fc.oneof(...own, fc.integer({ min: -1, max: 300 }), fc.maxSafeInteger());
    case "number":
      return fc.oneof(...own, fc.integer({ min: 0, max: 100 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case "boolean":
      return fc.boolean();
    case "string":
      if (schema.format === "uuid") return fc.oneof(...own, fc.uuid());
      return fc.oneof(
        ...own,
        anyText,
        ...(schema.pattern === undefined ? [] : [fc.stringMatching(new RegExp(schema.pattern))]),
      );
    default:
      return anyValue;
  }
}
