/** The names of the tests in a source, for docs that name them. */
import ts from "typescript";

/** The parts of a name: a text, or the texts that may stand in place of a placeholder. */
type Name = readonly (string | readonly string[])[];

const BLOCK = "describe";
/** `check` is the test of a program that runs on MPI ranks. */
const TESTS: readonly string[] = ["it", "test", "check"];
/** What `each` and `for` fill in: `%s`, `%.40j`, `$name`. */
const PLACEHOLDER = /%(?:\.\d+)?[sdifjoOc#$%]|\$[\w.]+/;

/**
 * The names of the tests and `describe` blocks of a source. A test in a block has a name with the names of its blocks
 * before it, too, as vitest joins them.
 */
export function testNamesOf(text: string): Name[] {
  const source = ts.createSourceFile("test.ts", text, ts.ScriptTarget.Latest, true);
  const origins = originsIn(source);
  const names: Name[] = [];
  const visit = (node: ts.Node, blocks: readonly Name[]): void => {
    const call = ts.isCallExpression(node) ? namedCall(node) : undefined;
    let within = blocks;
    if (call) {
      const name = partsOf(call.name, call.table, origins);
      within = [...blocks, name];
      names.push(...within.map((_, from) => joined(within.slice(from))));
    }
    const inner = call?.kind === BLOCK ? within : blocks;
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, []);
  return names;
}

/** Whether a text is the beginning of a name. A placeholder without known texts ends what can be compared. */
export function isBeginning(text: string, [part, ...rest]: Name): boolean {
  if (text === "") return true;
  const texts = typeof part === "string" ? [part] : (part ?? []);
  return texts.some(
    (one) => one.startsWith(text) || (text.startsWith(one) && isBeginning(text.slice(one.length), rest)),
  );
}

const joined = (names: readonly Name[]): Name => names.flatMap((name, i) => (i === 0 ? name : [" ", ...name]));

/** The parts of `it.skipIf(x).each(table)("name", ...)`, or undefined if a call is not of a test or a block. */
function namedCall(call: ts.CallExpression): { kind: string; name: ts.Expression; table?: ts.Expression } | undefined {
  const [name] = call.arguments;
  // `it.each(table)` is only the begin of a test.
  if (!name || (ts.isCallExpression(call.parent) && call.parent.expression === call)) return undefined;
  let table: ts.Expression | undefined;
  let callee: ts.Expression = call.expression;
  while (!ts.isIdentifier(callee)) {
    if (ts.isCallExpression(callee)) {
      const { expression } = callee;
      if (ts.isPropertyAccessExpression(expression) && /^(each|for)$/.test(expression.name.text))
        [table] = callee.arguments;
      callee = expression;
    } else if (ts.isPropertyAccessExpression(callee)) callee = callee.expression;
    else return undefined;
  }
  if (callee.text !== BLOCK && !TESTS.includes(callee.text)) return undefined;
  return { kind: callee.text, name, ...(table && { table }) };
}

function partsOf(name: ts.Expression, table: ts.Expression | undefined, origins: Origins): Name {
  const filled = (text: string): Name => {
    if (!table) return [text];
    const texts = textsOf(table, origins);
    return text.split(PLACEHOLDER).flatMap((part, i) => (i === 0 ? [part] : [texts, part]));
  };
  if (ts.isStringLiteralLike(name)) return filled(name.text);
  if (ts.isTemplateExpression(name))
    return [
      ...filled(name.head.text),
      ...name.templateSpans.flatMap(({ expression, literal }) => [
        textsOf(expression, origins),
        ...filled(literal.text),
      ]),
    ];
  return [textsOf(name, origins)];
}

/** From what a variable of the source has its value: what is assigned to it, or the list that a loop goes through. */
type Origins = ReadonlyMap<string, readonly ts.Expression[]>;

function originsIn(source: ts.SourceFile): Origins {
  const origins = new Map<string, ts.Expression[]>();
  const note = (name: ts.BindingName, from: ts.Expression): void => {
    if (ts.isIdentifier(name)) origins.set(name.text, [...(origins.get(name.text) ?? []), from]);
    else for (const element of name.elements) if (ts.isBindingElement(element)) note(element.name, from);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) {
      const loop = node.parent.parent;
      const from = ts.isForOfStatement(loop) ? loop.expression : node.initializer;
      if (from) note(node.name, from);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return origins;
}

/** The texts that an expression may have as its value, or as a part of it: literals and keys, not those in functions. */
function textsOf(expression: ts.Expression, origins: Origins): string[] {
  const texts: string[] = [];
  const seen = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isFunctionLike(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node)) texts.push(node.head.text);
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) texts.push(node.name.text);
    else if (ts.isIdentifier(node) && !seen.has(node.text)) {
      seen.add(node.text);
      origins.get(node.text)?.forEach(visit);
    }
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return texts;
}
