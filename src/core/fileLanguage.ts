// The language of a file by its name, as VS Code's language ids, and what people call them. An editor knows better; this is
// for files that none has open.

const byName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    commit_editmsg: 'git-commit',
    merge_msg: 'git-commit',
    dockerfile: 'dockerfile',
    containerfile: 'dockerfile',
    makefile: 'makefile',
    gnumakefile: 'makefile',
    'cmakelists.txt': 'cmake',
    gemfile: 'ruby',
    rakefile: 'ruby',
  }),
);

const byExtension: ReadonlyMap<string, string> = new Map(
  Object.entries({
    markdown: 'md markdown mdown mkd',
    mdx: 'mdx',
    quarto: 'qmd',
    rmd: 'rmd',
    latex: 'tex latex ltx sty cls',
    bibtex: 'bib',
    restructuredtext: 'rst rest',
    asciidoc: 'adoc asciidoc asc',
    typst: 'typ',
    html: 'html htm xhtml',
    xml: 'xml xsd xsl xslt svg plist',
    vue: 'vue',
    svelte: 'svelte',
    javascript: 'js mjs cjs',
    javascriptreact: 'jsx',
    typescript: 'ts mts cts',
    typescriptreact: 'tsx',
    python: 'py pyi pyw',
    jupyter: 'ipynb',
    c: 'c h',
    cpp: 'cc cpp cxx hpp hh hxx',
    'objective-c': 'm',
    'objective-cpp': 'mm',
    csharp: 'cs',
    fsharp: 'fs fsi fsx',
    vb: 'vb',
    java: 'java',
    groovy: 'groovy gradle',
    go: 'go',
    rust: 'rs',
    ruby: 'rb',
    php: 'php',
    swift: 'swift',
    kotlin: 'kt kts',
    scala: 'scala sc',
    dart: 'dart',
    elixir: 'ex exs',
    erlang: 'erl hrl',
    clojure: 'clj cljs cljc edn',
    ocaml: 'ml mli',
    zig: 'zig',
    nim: 'nim',
    shellscript: 'sh bash zsh ksh fish',
    powershell: 'ps1 psm1 psd1',
    bat: 'bat cmd',
    sql: 'sql',
    css: 'css',
    scss: 'scss',
    sass: 'sass',
    less: 'less',
    lua: 'lua',
    perl: 'pl pm',
    r: 'r',
    julia: 'jl',
    haskell: 'hs',
    yaml: 'yaml yml',
    toml: 'toml',
    ini: 'ini cfg conf properties',
    json: 'json webmanifest',
    jsonc: 'jsonc code-workspace',
    jsonl: 'jsonl',
    proto3: 'proto',
    graphql: 'graphql gql',
    terraform: 'tf',
    cmake: 'cmake',
    makefile: 'mk mak',
    diff: 'diff patch',
    plaintext: 'txt text',
  }).flatMap(([language, extensions]) => extensions.split(' ').map((extension) => [extension, language])),
);

/** The id for a file name or path with '/'; undefined where the name says nothing. */
export function fileLanguage(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const known = byName.get(name);
  if (known) return known;
  const dot = name.lastIndexOf('.');
  return dot > 0 ? byExtension.get(name.slice(dot + 1)) : undefined;
}

const plainText = 'plaintext';

/** Every id that files are told apart by, in the order of the alphabet. */
export const fileLanguages: readonly string[] = [
  ...new Set([...byName.values(), ...byExtension.values(), plainText]),
].sort();

/** What people write for an id that is neither it nor the ending of a file. */
const languageNames: ReadonlyMap<string, string> = new Map(
  Object.entries({ 'c#': 'csharp', 'c++': 'cpp', 'f#': 'fsharp', shell: 'shellscript', plain: plainText }),
);

/** The id that a person means by a name (`ts`, `C++`, `Markdown`); a name that is not known in small letters. */
export function languageIdOf(name: string): string {
  const lower = name.toLowerCase();
  if (fileLanguages.includes(lower)) return lower;
  return languageNames.get(lower) ?? byExtension.get(lower) ?? lower;
}
