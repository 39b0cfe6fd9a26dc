/** Finds the exports of a module and their declarations by syntax only, which is fast. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import ts from "typescript";

const parsed = new Map();

/** The syntax of a file. */
export function syntaxOf(file) {
  if (!parsed.has(file)) {
    parsed.set(file, ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  }
  return parsed.get(file);
}

function fileOf(specifier, from) {
  return resolve(dirname(from), specifier.text.replace(/\.js$/, ".ts"));
}

/** The names that an index exports from other files, with their files. */
export function exportsOf(index) {
  return syntaxOf(index)
    .statements.filter((statement) => ts.isExportDeclaration(statement))
    .flatMap((statement) =>
      statement.exportClause.elements.map(({ name }) => ({
        name: name.text,
        file: fileOf(statement.moduleSpecifier, index),
      })),
    );
}

/** The file that declares a name used in `file`: the file itself, or one that it imports. */
function originOf(name, file) {
  for (const statement of syntaxOf(file).statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const named = statement.importClause?.namedBindings?.elements ?? [];
    if (named.some((one) => one.name.text === name)) return fileOf(statement.moduleSpecifier, file);
  }
  return file;
}

/** The classes of this project that a class extends, nearest first. */
function basesOf(node, file) {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const name = clause?.types[0]?.expression.getText();
  if (name === undefined) return [];
  const origin = originOf(name, file);
  const base = syntaxOf(origin).statements.find((one) => ts.isClassDeclaration(one) && one.name?.text === name);
  return base ? [{ node: base, name }, ...basesOf(base, origin)] : [];
}

/**
 * A declaration: its kind, its nodes (one for each overload), and the base classes of a class.
 *
 * @param {string} name
 * @param {string} file
 */
export function declarationsOf(name, file) {
  for (const statement of syntaxOf(file).statements) {
    if (ts.isVariableStatement(statement)) {
      const [node] = statement.declarationList.declarations;
      if (node.name.getText() === name) return { kind: "constant", nodes: [statement] };
    }
    if (statement.name?.text !== name) continue;
    if (ts.isClassDeclaration(statement)) return { kind: "class", nodes: [statement], bases: basesOf(statement, file) };
    if (ts.isInterfaceDeclaration(statement)) return { kind: "interface", nodes: [statement] };
    if (ts.isTypeAliasDeclaration(statement)) return { kind: "alias", nodes: [statement] };
    if (ts.isFunctionDeclaration(statement)) return { kind: "function", nodes: [statement] };
  }
  throw new Error(`${name} is not declared in ${file}`);
}
