// The language of a file by its name, as VS Code's language ids: what the command line needs to tell prose from markup.

import path from 'node:path';

const byExtension: ReadonlyMap<string, string> = new Map(
  Object.entries({
    markdown: 'md markdown mdown mkd',
    mdx: 'mdx',
    quarto: 'qmd',
    rmd: 'rmd',
    latex: 'tex latex ltx sty cls',
    restructuredtext: 'rst rest',
    asciidoc: 'adoc asciidoc asc',
    typst: 'typ',
    html: 'html htm xhtml',
    vue: 'vue',
    svelte: 'svelte',
    javascript: 'js mjs cjs',
    javascriptreact: 'jsx',
    typescript: 'ts mts cts',
    typescriptreact: 'tsx',
    python: 'py pyi',
    c: 'c h',
    cpp: 'cc cpp cxx hpp hh hxx',
    csharp: 'cs',
    java: 'java',
    go: 'go',
    rust: 'rs',
    ruby: 'rb',
    php: 'php',
    swift: 'swift',
    kotlin: 'kt kts',
    scala: 'scala',
    shellscript: 'sh bash zsh',
    sql: 'sql',
    css: 'css',
    scss: 'scss',
    lua: 'lua',
    perl: 'pl pm',
    r: 'r',
    julia: 'jl',
    haskell: 'hs',
    yaml: 'yaml yml',
    toml: 'toml',
  }).flatMap(([language, extensions]) => extensions.split(' ').map((extension) => [`.${extension}`, language])),
);

/** Undefined: plain text. */
export function languageOf(file: string): string | undefined {
  const name = path.basename(file);
  if (name === 'COMMIT_EDITMSG' || name === 'MERGE_MSG') return 'git-commit';
  return byExtension.get(path.extname(name).toLowerCase());
}
