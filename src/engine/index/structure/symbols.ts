// Which nodes of the grammars' trees define something, and under which name. One table for all grammars: their node
// types agree where they share a name.

import type { SyntaxNode } from '../grammars';

export interface SymbolNode {
  readonly name: string;
  /** How large it may be and stay in one chunk, as in Part. */
  readonly whole: 'limit' | 'target' | 'minimum';
}

const containers = new Set(
  (
    'class_declaration abstract_class_declaration class_definition class_specifier class_statement class ' +
    'interface_declaration struct_declaration struct_specifier union_specifier record_declaration ' +
    'enum_declaration enum_specifier enum_statement annotation_type_declaration trait_declaration ' +
    'impl_item trait_item singleton_class'
  ).split(' '),
);
/** Hold definitions that have little to do with each other. */
const namespaces = new Set('namespace_declaration namespace_definition internal_module module mod_item'.split(' '));
const callables = new Set(
  (
    'function_declaration generator_function_declaration function_definition function_item function_statement ' +
    'function_signature function_signature_item method_definition method_declaration method singleton_method ' +
    'method_signature abstract_method_signature class_method_definition constructor_declaration ' +
    'compact_constructor_declaration destructor_declaration property_declaration operator_declaration ' +
    'indexer_declaration event_declaration delegate_declaration local_function_statement macro_definition ' +
    'struct_item enum_item union_item const_item static_item type_item type_alias_declaration type_declaration ' +
    'type_definition public_field_definition field_definition preproc_function_def'
  ).split(' '),
);
/** What stands around a definition: `export`, decorators, templates. */
const wrappers = new Set(
  'export_statement ambient_declaration decorated_definition template_declaration global_statement labeled_statement'.split(
    ' ',
  ),
);
const bindings = new Set(['lexical_declaration', 'variable_declaration', 'expression_statement', 'assignment']);
const strings = new Set(['string', 'template_string', 'string_literal']);
const functions = new Set(['arrow_function', 'function_expression', 'function']);
const nameType = /(?:^|_)(?:identifier|name|constant|word)$/;

/** What a node defines; undefined for one that defines nothing. */
export function symbolOf(text: string, node: SyntaxNode): SymbolNode | undefined {
  if (!node.named) return undefined;
  if (wrappers.has(node.type)) {
    const inner =
      node.field('declaration') ?? node.field('definition') ?? node.children().findLast(({ named }) => named);
    return inner && symbolOf(text, inner);
  }
  if (containers.has(node.type)) return { name: nameOf(text, node), whole: 'target' };
  if (namespaces.has(node.type)) return { name: nameOf(text, node), whole: 'minimum' };
  if (callables.has(node.type)) return { name: nameOf(text, node), whole: 'limit' };
  if (bindings.has(node.type)) return boundTo(text, node);
  if (node.type === 'declaration' || node.type === 'field_declaration') {
    // C and C++: `struct point { … } origin;`
    const inner = node.field('type');
    return inner && containers.has(inner.type) && inner.childCount > 2 ? symbolOf(text, inner) : undefined;
  }
  return undefined;
}

/** A function, class or table that is given a name, and a call such as `describe('what', () => { … })`. */
function boundTo(text: string, node: SyntaxNode): SymbolNode | undefined {
  const inner = node.children().filter(({ named, type }) => named && type !== 'comment');
  if (inner.length !== 1 && node.type !== 'assignment') return undefined;
  const [only] = inner;
  switch (node.type === 'assignment' ? 'assignment' : only.type) {
    case 'variable_declarator':
      return named(text, only.field('name'), only.field('value')?.type === 'class');
    case 'assignment':
    case 'assignment_expression':
      return named(text, (node.type === 'assignment' ? node : only).field('left'), false);
    case 'internal_module':
      return symbolOf(text, only);
    case 'call_expression':
      return calledWith(text, only);
    default:
      return undefined;
  }
}

function calledWith(text: string, call: SyntaxNode): SymbolNode | undefined {
  const given = call
    .field('arguments')
    ?.children()
    .filter(({ named: isNamed }) => isNamed);
  const [title] = given ?? [];
  const body = given?.at(-1);
  if (!title || !body || !strings.has(title.type) || !functions.has(body.type)) return undefined;
  return { name: clean(text.slice(title.start + 1, Math.min(title.end - 1, title.start + 200))), whole: 'target' };
}

function named(text: string, node: SyntaxNode | undefined, container: boolean): SymbolNode | undefined {
  if (!node || node.end - node.start > longestName) return undefined;
  return { name: clean(text.slice(node.start, node.end)), whole: container ? 'target' : 'limit' };
}

const longestName = 120;

function nameOf(text: string, node: SyntaxNode): string {
  const read = (from: SyntaxNode | undefined): string =>
    from ? clean(text.slice(from.start, Math.min(from.end, from.start + longestName))) : '';
  switch (node.type) {
    case 'impl_item': {
      const of = read(node.field('trait'));
      const type = read(node.field('type'));
      return of ? `${of} for ${type}` : type;
    }
    case 'method_declaration': {
      // Go: `func (s *Server) Start()`.
      const receiver = /([\p{L}_][\p{L}\p{N}_]*)(?:\[[^\]]*\])?\s*\)$/u.exec(read(node.field('receiver')))?.[1];
      const name = read(node.field('name'));
      return receiver ? `${receiver}.${name}` : name;
    }
    case 'type_declaration': {
      const specs = node.children().filter((child) => child.field('name'));
      return specs.length === 1 ? read(specs[0].field('name')) : '';
    }
    default: {
      const name = node.field('name') ?? declared(node) ?? node.children().find((child) => nameType.test(child.type));
      return read(name);
    }
  }
}

/** C and C++ hide the name under pointers, references and parameter lists. */
function declared(node: SyntaxNode): SyntaxNode | undefined {
  let declarator = node.field('declarator');
  for (let depth = 0; declarator && depth < 12; depth++) {
    const inner: SyntaxNode | undefined =
      declarator.field('declarator') ??
      (declarator.type === 'reference_declarator' ? declarator.children().at(-1) : undefined);
    if (!inner) return declarator;
    declarator = inner;
  }
  return declarator;
}

function clean(name: string): string {
  return name.replace(/\s+/g, ' ').trim();
}
