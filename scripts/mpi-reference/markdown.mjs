/** Declarations as markdown: signatures without bodies, comments, examples. */
import ts from "typescript";

/** A doc comment: its text, its examples, whether it is internal. */
function commentOf(node) {
  const docs = ts.getJSDocCommentsAndTags(node).filter((one) => ts.isJSDoc(one));
  const last = docs.at(-1);
  const tags = last?.tags ?? [];
  const textOf = (comment) => ts.getTextOfJSDocComment(comment) ?? "";
  return {
    text: last
      ? textOf(last.comment)
          .split(/\n\s*\n/)
          .map(squeezed)
          .join("\n\n")
      : "",
    params: tags
      .filter((tag) => ts.isJSDocParameterTag(tag))
      .map((tag) => `\`${tag.name.getText()}\`: ${textOf(tag.comment)}`),
    examples: tags.filter((tag) => tag.tagName.text === "example").map((tag) => textOf(tag.comment).trim()),
    isInternal: tags.some((tag) => tag.tagName.text === "internal"),
  };
}

function has(node, ...kinds) {
  return (node.modifiers ?? []).some(({ kind }) => kinds.includes(kind));
}

function isPublic(member) {
  if (ts.isConstructorDeclaration(member) && !member.parameters.length) return false;
  if (member.name && ts.isPrivateIdentifier(member.name)) return false;
  if (has(member, ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword)) return false;
  return (
    !commentOf(member).isInternal && !ts.isSemicolonClassElement(member) && !ts.isClassStaticBlockDeclaration(member)
  );
}

function squeezed(text) {
  return text.replace(/\s+/g, " ").replace(/\( /g, "(").replace(/,? \)/g, ")").trim();
}

/** A parameter as callers see it. A destructured parameter is named "options". */
function parameter(node) {
  const name = ts.isIdentifier(node.name) ? node.name.text : "options";
  const optional = node.initializer || node.questionToken ? "?" : "";
  const type = node.type ? squeezed(node.type.getText()) : typeOfLiteral(node.initializer);
  return `${node.dotDotDotToken ? "..." : ""}${name}${optional}: ${type}`;
}

/** The type of a default such as `rank = this.rank` or `status = 1`. */
function typeOfLiteral(value) {
  const text = value?.getText() ?? "";
  return text === "true" || text === "false" ? "boolean" : text.startsWith('"') ? "string" : "number";
}

function callable(node) {
  const generics = node.typeParameters
    ? `<${node.typeParameters.map((one) => squeezed(one.getText())).join(", ")}>`
    : "";
  const result = node.type ? `: ${squeezed(node.type.getText())}` : "";
  return `${generics}(${node.parameters.map(parameter).join(", ")})${result}`;
}

/** The type of a property without a type: from `new Datatype(…)` or a literal. */
function typeOf(node) {
  if (node.type) return squeezed(node.type.getText());
  const value = node.initializer;
  if (value && ts.isNewExpression(value)) return value.expression.getText();
  return value ? value.getText() : "unknown";
}

/** The signature in one line; null if another member has the same one (the setter of a getter). */
function signature(member, all) {
  const prefix = has(member, ts.SyntaxKind.StaticKeyword) ? "static " : "";
  const name = member.name?.getText();
  if (ts.isConstructorDeclaration(member)) return `constructor${callable(member)}`;
  if (ts.isSetAccessor(member)) return null;
  if (ts.isGetAccessor(member)) {
    const settable = all.some((other) => ts.isSetAccessor(other) && other.name.getText() === name);
    return `${prefix}${settable ? "" : "readonly "}${name}: ${typeOf(member)}`;
  }
  if (ts.isPropertyDeclaration(member)) {
    const readonly = has(member, ts.SyntaxKind.ReadonlyKeyword) ? "readonly " : "";
    return `${prefix}${readonly}${name}: ${typeOf(member)}`;
  }
  // For a method with overloads, the implementation's signature is not public.
  const overloads = all.filter((other) => ts.isMethodDeclaration(other) && other.name.getText() === name);
  if (overloads.length > 1 && member.body) return null;
  return `${prefix}${name}${callable(member)}`;
}

function fenced(lines) {
  return ["```ts", ...lines, "```"].join("\n");
}

/** Comment and examples, below the signatures. */
function explained({ text, params, examples }) {
  return [text, params.join("; "), ...examples.map((example) => `Example:\n\n${fenced([example])}`)].filter(Boolean);
}

/**
 * Whether a member without a comment is another form of the block's first member (`sendSync`, `isend`, `ssend` of
 * `send`) or another constant.
 */
function isFormOf(member, { lines, names }) {
  if (ts.isPropertyDeclaration(member))
    return lines[0].startsWith("static ") && has(member, ts.SyntaxKind.StaticKeyword);
  if (!ts.isMethodDeclaration(member)) return false;
  const stem = member.name.getText().replace(/Sync$/, "");
  return names.some((name) => stem.endsWith(name) || stem === `i${name}`);
}

/** Members in blocks: a first member, mostly with a comment, and its other forms. */
function blocks(members, all) {
  const list = [];
  for (const member of members) {
    const line = signature(member, all);
    if (line === null) continue;
    const comment = commentOf(member);
    const begins = comment.text !== "" || list.length === 0 || !isFormOf(member, list.at(-1));
    if (begins) list.push({ lines: [], names: [], comment });
    const block = list.at(-1);
    block.lines.push(line);
    const name = ts.isConstructorDeclaration(member) ? "constructor" : member.name.getText();
    if (!block.names.includes(name)) block.names.push(name);
  }
  return list;
}

/** The chapter of a long class that begins at a member: a comment line `// ---- Title: what follows ----` above it. */
function chapterAt(member) {
  const { text } = member.getSourceFile();
  const [, chapter] = /^ *\/\/ ---- (.*) ----$/m.exec(text.slice(member.pos, member.getStart())) ?? [];
  return chapter;
}

/** The members of a class by chapter; the first chapter may have no title. */
function chaptersOf(node) {
  const chapters = [{ title: undefined, members: [] }];
  for (const member of node.members) {
    const title = chapterAt(member);
    if (title !== undefined) chapters.push({ title, members: [] });
    if (isPublic(member)) chapters.at(-1).members.push(member);
  }
  return chapters.filter(({ members }) => members.length > 0);
}

function membersText(members) {
  return blocks(members, members)
    .map(({ lines, names, comment }) => [`#### ${names.join(", ")}`, fenced(lines), ...explained(comment)].join("\n\n"))
    .join("\n\n");
}

/** The members of a class, each chapter under its title. */
function chapterSections(name, node) {
  return chaptersOf(node).flatMap(({ title, members }) => {
    if (title === undefined) return [membersText(members)];
    const [short = title] = title.split(/[:.]/);
    return [`### ${name}: ${short}`, ...(title.length > short.length ? [`${title}.`] : []), membersText(members)];
  });
}

/**
 * A class: its comment, and its members after those of the classes that it extends. Subclasses of Communicator and
 * Request refer to these.
 */
export function classSections({ name, nodes: [node], bases }) {
  const comment = explained(commentOf(node));
  const known = bases.find((base) => base.name === "Communicator" || base.name === "Request");
  if (known) {
    const extended = `Extends [${known.name}](#${known.name.toLowerCase()}).`;
    return [extended, ...comment, ...chapterSections(name, node)].filter(Boolean).join("\n\n");
  }
  const all = [...bases.map((base) => base.node).reverse(), node];
  return [...comment, ...all.flatMap((one) => chapterSections(name, one))].filter(Boolean).join("\n\n");
}

export function functionBlocks(functions) {
  const list = [];
  for (const {
    nodes: [node],
    name,
  } of functions) {
    const comment = commentOf(node);
    const before = list.at(-1);
    const joins = comment.text === "" && before?.file === node.getSourceFile().fileName;
    if (!joins) list.push({ lines: [], comment, file: node.getSourceFile().fileName });
    list.at(-1).lines.push(`${name}${callable(node)}`);
  }
  return list.map(({ lines, comment }) => [fenced(lines), ...explained(comment)].join("\n\n")).join("\n\n");
}

export function constantRow({ name, nodes: [node] }) {
  return `| \`${name}\` | ${commentOf(node).text} |`;
}

const cell = (text) => text.replaceAll("|", "\\|");

export function interfaceBlock({ nodes: [node] }) {
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((one) => `[${one.getText()}](#${one.getText().toLowerCase()})`),
  );
  const rows = node.members.map((member) => {
    const optional = member.questionToken ? "?" : "";
    const type = squeezed(member.type ? member.type.getText() : callable(member)).replace(/^\| /, "");
    return `| \`${member.name.getText()}${optional}\` | \`${cell(type)}\` | ${cell(commentOf(member).text)} |`;
  });
  const rowsText = rows.length > 0 ? ["| name | type | meaning |", "| --- | --- | --- |", ...rows].join("\n") : "";
  const extended = bases.length > 0 ? `With all of ${bases.join(", ")}.` : "";
  return [commentOf(node).text, extended, rowsText].filter(Boolean).join("\n\n");
}

/** For a type `(typeof LIST)[number]`: the elements of the list. */
function listed(node) {
  const [, list] = /^\(typeof (\w+)\)\[number\]$/.exec(node.type.getText()) ?? [];
  if (list === undefined) return null;
  const [, items = ""] = RegExp(`const ${list} = \\[([^\\]]*)\\]`).exec(node.getSourceFile().text) ?? [];
  return items.match(/"[^"]*"/g)?.join(" | ") ?? null;
}

export function aliasBlock({ nodes: [node], name }) {
  const generics = node.typeParameters
    ? `<${node.typeParameters.map((one) => squeezed(one.getText())).join(", ")}>`
    : "";
  const line = `type ${name}${generics} = ${listed(node) ?? squeezed(node.type.getText()).replace(/^\| /, "")}`;
  return [fenced([line]), ...explained(commentOf(node))].filter(Boolean).join("\n\n");
}
