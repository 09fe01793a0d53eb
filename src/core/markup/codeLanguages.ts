// How comments and strings look in the programming languages, by VS Code language id. A table, nothing else.

export interface CodeSyntax {
  /** Marks that make the rest of the line a comment. */
  readonly line: readonly string[];
  /** Marks around comments that may span lines. */
  readonly block: readonly (readonly [string, string])[];
  readonly strings: readonly StringSyntax[];
  /** `'x'` is a character, `'a` a lifetime: neither opens a string. */
  readonly characters?: boolean;
  /** `/…/` is a regular expression where an operand may stand. */
  readonly regularExpressions?: boolean;
  /** The line mark counts only at the start of a line or behind white space (`a#b` is no comment in a shell). */
  readonly spaced?: boolean;
}

export interface StringSyntax {
  readonly open: string;
  readonly close: string;
  /** Character that takes the meaning from the next one. */
  readonly escape?: string;
  readonly multiline?: boolean;
  /** The closing mark twice stands for itself. */
  readonly doubled?: boolean;
  /** Opening mark of embedded code, which ends at its closing brace. */
  readonly embedded?: '${' | '#{' | '\\(';
}

const double: StringSyntax = { open: '"', close: '"', escape: '\\' };
const single: StringSyntax = { open: "'", close: "'", escape: '\\' };
const doubled = (mark: string): StringSyntax => ({ open: mark, close: mark, doubled: true });
const multiline = (open: string, close = open, escape?: string): StringSyntax => ({
  open,
  close,
  escape,
  multiline: true,
});
const c: readonly [string, string] = ['/*', '*/'];

const families: readonly (readonly [string, CodeSyntax])[] = [
  [
    'c cpp cuda-cpp objective-c objective-cpp java csharp rust swift zig glsl hlsl wgsl shaderlab verilog systemverilog jsonc jsonl v odin bicep solidity proto3 proto thrift',
    { line: ['//'], block: [c], strings: [multiline('"""', '"""', '\\'), double], characters: true },
  ],
  [
    'javascript javascriptreact typescript typescriptreact',
    {
      line: ['//'],
      block: [c],
      strings: [double, single, { open: '`', close: '`', escape: '\\', multiline: true, embedded: '${' }],
      regularExpressions: true,
    },
  ],
  [
    'dart groovy haxe',
    {
      line: ['//'],
      block: [c],
      strings: [multiline('"""', '"""', '\\'), multiline("'''", "'''", '\\'), double, single],
    },
  ],
  ['kotlin scala', { line: ['//'], block: [c], strings: [multiline('"""', '"""'), double], characters: true }],
  ['go', { line: ['//'], block: [c], strings: [double, multiline('`')], characters: true }],
  ['php', { line: ['//', '#'], block: [c], strings: [double, single] }],
  ['css', { line: [], block: [c], strings: [double, single] }],
  ['scss less stylus', { line: ['//'], block: [c], strings: [double, single] }],
  ['fsharp', { line: ['//'], block: [['(*', '*)']], strings: [multiline('"""'), double] }],
  ['ocaml sml coq', { line: [], block: [['(*', '*)']], strings: [double] }],
  [
    'pascal objectpascal delphi',
    {
      line: ['//'],
      block: [
        ['{', '}'],
        ['(*', '*)'],
      ],
      strings: [doubled("'")],
    },
  ],
  [
    'python starlark cython gdscript',
    { line: ['#'], block: [], strings: [multiline('"""', '"""', '\\'), multiline("'''", "'''", '\\'), double, single] },
  ],
  ['ruby crystal', { line: ['#'], block: [['=begin', '=end']], strings: [{ ...double, embedded: '#{' }, single] }],
  ['elixir', { line: ['#'], block: [], strings: [multiline('"""', '"""', '\\'), { ...double, embedded: '#{' }] }],
  ['julia', { line: ['#'], block: [['#=', '=#']], strings: [multiline('"""', '"""', '\\'), double] }],
  ['coffeescript', { line: ['#'], block: [['###', '###']], strings: [double, single] }],
  [
    'powershell',
    { line: ['#'], block: [['<#', '#>']], strings: [{ ...double, escape: '`' }, doubled("'")], spaced: true },
  ],
  [
    'shellscript perl perl6 raku tcl makefile dockerfile dockercompose yaml nix cmake r awk ignore properties dotenv git-rebase fish hcl terraform graphql',
    { line: ['#'], block: [], strings: [double, single], spaced: true },
  ],
  [
    'toml',
    { line: ['#'], block: [], strings: [multiline('"""', '"""', '\\'), multiline("'''"), double, doubled("'")] },
  ],
  ['ini', { line: [';', '#'], block: [], strings: [], spaced: true }],
  ['sql', { line: ['--'], block: [c], strings: [doubled("'")] }],
  [
    'lua',
    {
      line: ['--'],
      block: [
        ['--[[', ']]'],
        ['--[=[', ']=]'],
      ],
      strings: [double, single, multiline('[[', ']]')],
    },
  ],
  ['haskell elm purescript idris agda', { line: ['--'], block: [['{-', '-}']], strings: [double] }],
  ['vhdl ada', { line: ['--'], block: [], strings: [doubled('"')] }],
  [
    'lisp commonlisp clojure scheme racket elisp emacs-lisp fennel',
    { line: [';'], block: [['#|', '|#']], strings: [{ ...double, multiline: true }] },
  ],
  ['matlab octave', { line: ['%'], block: [['%{', '%}']], strings: [doubled('"')] }],
  ['erlang prolog bibtex', { line: ['%'], block: [], strings: [double] }],
  ['vb', { line: ["'"], block: [], strings: [doubled('"')] }],
  ['fortran fortran-modern FortranFreeForm', { line: ['!'], block: [], strings: [doubled('"'), doubled("'")] }],
  ['bat', { line: ['REM ', 'rem ', '::'], block: [], strings: [] }],
  ['vim viml', { line: ['"'], block: [], strings: [doubled("'")], spaced: true }],
  ['asm assembly nasm', { line: [';', '//'], block: [c], strings: [double] }],
  [
    'razor pug jade haml slim',
    {
      line: ['//'],
      block: [
        ['@*', '*@'],
        ['<!--', '-->'],
      ],
      strings: [double, single],
    },
  ],
  ['json snippets', { line: ['//'], block: [c], strings: [double] }],
  ['diff log csv tsv search-result code-text-binary', { line: [], block: [], strings: [] }],
];

const usual: CodeSyntax = { line: ['//', '#'], block: [c], strings: [double], spaced: true };
const byId: ReadonlyMap<string, CodeSyntax> = new Map(
  families.flatMap(([ids, syntax]) => ids.split(' ').map((id) => [id, syntax] as const)),
);

/** The comments and strings of a language; the usual ones for a language that is not known. */
export function codeSyntax(languageId: string): CodeSyntax {
  return byId.get(languageId) ?? usual;
}
