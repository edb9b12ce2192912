import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../modules/kernel/root.js';

/** Stands in a link for whatever is filled in. */
export const FILLED = 'filled-in';

/** A link that the server hands out, as its source writes it. */
export interface Link {
  /** `modules/…/service.ts:86` */
  readonly where: string;
  /** The path with {@link FILLED} for each expression; null where the source does not say what it is. */
  readonly to: string | null;
}

const FOLDERS = ['modules', 'bot', 'gateway'];
const NO_SOURCE = /\.test\.ts$|\.d\.ts$|\/(?:__generated__|test|testing)\/|\/testing[^/]*\.ts$|\/fake[^/]*\.ts$/;

/** Every link of the server: what stands as `link` of a notice, a 待办 or a card, as `value` of a chip that opens, as `opens` of a menu. */
export function serverLinks(): Link[] {
  const root = projectRoot();
  const files = FOLDERS.flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`)).filter((name) => name.endsWith('.ts') && !NO_SOURCE.test(name));
  return files.flatMap((name) => linksIn(name, readFileSync(path.join(root, name), 'utf8')));
}

/** The links of one source file. */
export function linksIn(name: string, text: string): Link[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const links: Link[] = [];
  const found = (value: ts.Expression): void => {
    const { line } = source.getLineAndCharacterOfPosition(value.getStart());
    for (const to of pathsOf(value, source)) links.push({ where: `${name}:${line + 1}`, to });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) for (const value of linkValues(node)) found(value);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return links;
}

/** The expressions of an object that are links. */
function linkValues(node: ts.ObjectLiteralExpression): ts.Expression[] {
  const fields = new Map(node.properties.flatMap((property): [string, ts.Expression][] => {
    if (ts.isPropertyAssignment(property)) return [[property.name.getText(), property.initializer]];
    return ts.isShorthandPropertyAssignment(property) ? [[property.name.text, property.name]] : [];
  }));
  const opens = textOf(fields.get('action')) === 'OPEN' ? fields.get('value') : undefined;
  return [fields.get('link'), fields.get('opens'), opens].filter((value) => value !== undefined);
}

const textOf = (node: ts.Expression | undefined): string | null => {
  const plain = node && bare(node);
  return plain && ts.isStringLiteralLike(plain) ? plain.text : null;
};

/** What is inside brackets and type assertions. */
function bare(node: ts.Expression): ts.Expression {
  return ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node) ? bare(node.expression) : node;
}

/** The paths that an expression can be; nothing for null and for what is only passed on; null for what cannot be read. */
function pathsOf(given: ts.Expression, source: ts.SourceFile): (string | null)[] {
  const node = bare(given);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return templatePaths(node, source);
  if (ts.isConditionalExpression(node)) return [...pathsOf(node.whenTrue, source), ...pathsOf(node.whenFalse, source)];
  if (ts.isBinaryExpression(node)) return [...pathsOf(node.left, source), ...pathsOf(node.right, source)];
  if (node.kind === ts.SyntaxKind.NullKeyword || ts.isArrowFunction(node)) return [];
  // `each.link`, `content?.link`: read where it was written.
  if (ts.isPropertyAccessExpression(node)) return /^(?:link|url|calendarPath)$/.test(node.name.text) ? [] : [null];
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return functionPaths(node.expression.text, source);
  return ts.isIdentifier(node) ? namedPaths(node, source) : [null];
}

/** A template, with names that the file itself explains put in. */
function templatePaths({ head, templateSpans }: ts.TemplateExpression, source: ts.SourceFile): string[] {
  return templateSpans.reduce<string[]>((before, { expression, literal }) => {
    const known = ts.isIdentifier(expression) ? namedPaths(expression, source) : [null];
    return before.flatMap((start) => (known.length > 0 ? known : [null]).map((part) => start + (part ?? FILLED) + literal.text));
  }, [head.text]);
}

/** What a name stands for: a constant of the file, or a parameter, which is what the file's calls give. */
function namedPaths(name: ts.Identifier, source: ts.SourceFile): (string | null)[] {
  const parameter = parameterOf(name);
  if (parameter) {
    if (ts.isObjectBindingPattern(parameter.declaration.name)) return /^link$/.test(name.text) ? [] : [null];
    return callsOf(parameter.name, source).flatMap((call) => (call.arguments[parameter.at] ? pathsOf(call.arguments[parameter.at]!, source) : [null])); // it is there
  }
  const home = importedFrom(name.text, source) ?? source;
  const made = declarationsOf(name.text, home).flatMap(({ initializer }) => (initializer ? [initializer] : []));
  return made.length === 0 ? [null] : made.flatMap((value) => pathsOf(value, home));
}

/** The project's file that a name is imported from; null for the file's own. */
function importedFrom(name: string, source: ts.SourceFile): ts.SourceFile | null {
  const found = all(source, ts.isImportDeclaration).find(({ importClause }) => importClause?.namedBindings && ts.isNamedImports(importClause.namedBindings) && importClause.namedBindings.elements.some((each) => each.name.text === name));
  if (!found || !ts.isStringLiteral(found.moduleSpecifier) || !found.moduleSpecifier.text.startsWith('.')) return null;
  const file = path.join(path.dirname(source.fileName), found.moduleSpecifier.text.replace(/\.js$/, '.ts'));
  return ts.createSourceFile(file, readFileSync(path.join(projectRoot(), file), 'utf8'), ts.ScriptTarget.ES2022, true);
}

/** What a function of the file answers, where it is one expression. */
function functionPaths(name: string, source: ts.SourceFile): (string | null)[] {
  const made = declarationsOf(name, source).flatMap(({ initializer }) => (initializer && ts.isArrowFunction(initializer) && !ts.isBlock(initializer.body) ? [initializer.body] : []));
  return made.length === 0 ? [null] : made.flatMap((body) => pathsOf(body, source));
}

/** The parameter that a name is within its function, with the function's name. */
function parameterOf(name: ts.Identifier): { readonly declaration: ts.ParameterDeclaration; readonly name: string; readonly at: number } | null {
  for (let node: ts.Node = name; !ts.isSourceFile(node); node = node.parent) {
    if (!ts.isArrowFunction(node) && !ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node)) continue;
    const at = node.parameters.findIndex((each) => namesIn(each.name).includes(name.text));
    const declaration = node.parameters[at];
    const owner = ts.isArrowFunction(node) ? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined) : node.name;
    if (declaration) return { declaration, name: owner?.getText() ?? '', at };
  }
  return null;
}

function namesIn(name: ts.BindingName): string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

const declarationsOf = (name: string, source: ts.SourceFile): ts.VariableDeclaration[] => all(source, ts.isVariableDeclaration).filter((each) => each.name.getText() === name);
const callsOf = (name: string, source: ts.SourceFile): ts.CallExpression[] => all(source, ts.isCallExpression).filter(({ expression }) => expression.getText().replace(/^this\./, '') === name);

function all<Kind extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is Kind): Kind[] {
  const found: Kind[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}
