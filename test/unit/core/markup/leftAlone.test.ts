// What nobody may replace or point out, over all languages: words that begin with "no" are code, addresses, keys, names and
// syntax. Words that begin with "yes" stand beside them and are a person's own.

import assert from 'node:assert/strict';
import { isProse, proseSpans } from '../../../../src/core/markup';
import { wordSpans } from '../../../../src/core/text';

type Case = readonly [what: string, text: string];

const tables: readonly (readonly [languages: string, cases: readonly Case[]])[] = [
  [
    'plaintext markdown mdx latex restructuredtext asciidoc typst html git-commit',
    [
      ['web address', 'yesa https://noa.nob.com/noc/nod-noe?nof=nog&noh=noi#noj yesb'],
      ['address in brackets', 'yesa (https://noa.com/nob_noc) yesb, yesc http://nod.org. Yesd'],
      ['address without a scheme', 'yesa www.noa.com/nob yesb'],
      ['bare domains', 'yesa noa.com/nob and github.com/noa/nob yesb'],
      ['port', 'yesa http://noa:8080/nob yesb'],
      ['mail', 'yesa noa.nob+noc@nod.noe.org yesb'],
      ['mailto', 'yesa mailto:noa@nob.com yesb'],
      ['paths', 'yesa src/noa/nob.ts and ./noc/nod yesb'],
      ['absolute paths', 'yesa /noa/nob/noc yesb'],
      ['Windows paths', 'yesa C:\\noa\\nob.txt yesb'],
      ['names of files', 'yesa noa_nob.ts yesb'],
      ['mention', 'yesa @noa and @nob-noc yesb, yesc (@nod).'],
    ],
  ],
  [
    'plaintext markdown mdx restructuredtext asciidoc html git-commit',
    [
      ['short codes of emoji', 'yesa :noa_nob: yesb :+1: yesc (:noc:). yesd: yese yesf; yesg:yesh'],
      ['hashtag', 'yesa #noa yesb (#nob-noc), yesc #nod'],
      ['words in math in brackets', 'yesa \\(x_1 < \\text{noa nob noc} + nod\\) yesb \\[x_i\\] yesc'],
      ['math in brackets', 'yesa \\(noa + nob\\) yesb \\[noc_1 = nod\\] yesc'],
    ],
  ],
  [
    'plaintext markdown mdx html git-commit asciidoc',
    [
      ['math between dollars', 'yesa $noa + nob$ yesb $noc_1$, yesc'],
      ['only hashtags', 'yesa\n\n#noa #nob\n#noc\n\nyesb'],
    ],
  ],
  [
    'markdown mdx',
    [
      ['inline code', 'yesa `noa nob` yesb ``noc ` nod`` yesc'],
      ['inline code 2 lines', 'yesa `noa\nnob` yesb'],
      ['fence', 'yesa\n\n```js\nnoa nob\n```\n\nyesb'],
      ['fence info', '```noa nob\nnoc\n```\n\nyesb'],
      ['tilde', '~~~\nnoa\n~~~\nyesb'],
      ['tilde info', '~~~ noa\nnob\n```\nnoc\n~~~\nyesb'],
      ['fence in nested list', '1. yesa\n   - yesb\n\n     ```\n     noa\n     ```\n   - yesc'],
      ['fence in quote', '> yesa\n>\n> ~~~\n> noa\n> ~~~\n\nyesb'],
      ['link', '[yesa](noa/nob.md "noc nod") yesb'],
      ['link angle', '[yesa](<noa nob>) yesb'],
      ['link title single', "[yesa](noa 'nob noc') yesb"],
      ['link multi-line', '[yesa](noa\n"nob noc") yesb'],
      ['ref link', '[yesa][noa nob] yesb'],
      ['link definition', 'yesa\n\n[noa nob]: noc "nod noe"\n\nyesb'],
      ['def title next line', 'yesa\n\n[noa]: nob\n  "noc nod"\n\nyesb'],
      ['def url next line', 'yesa\n\n[noa]:\n  nob\n\nyesb'],
      ['def in quote', '> yesa\n>\n> [noa]: nob "noc"\n'],
      ['footnote ref', 'yesa[^noa] yesb\n\n[^noa]: yesc yesd'],
      ['inline footnote', 'yesa ^[yesb `noa` yesc] yesd'],
      ['image', '![yesa](noa.png "nob") yesb'],
      ['autolink', 'yesa <https://noa.com/nob> yesb <noc@nod.com>'],
      ['html tag', 'yesa <span class="noa nob" noc>yesb</span> yesc'],
      ['html tag lines', 'yesa <a\n  href="noa"\n  title="nob noc">yesb</a> yesc'],
      ['html block', '<div noa="nob">\n\nyesa\n\n</div>'],
      ['comment', 'yesa <!-- noa\nnob --> yesb'],
      ['script', '<script>\nlet noa = nob;\n</script>\n\nyesa'],
      ['style', '<style>\n.noa { nob: noc }\n</style>\n\nyesa'],
      ['pre', '<pre>\nnoa\n\nnob\n</pre>\n\nyesa'],
      ['html code', 'yesa <code>noa nob</code> yesb <kbd>noc</kbd> yesc'],
      ['math', 'yesa $noa + nob$ yesb $$noc$$ yesc'],
      ['math block', 'yesa\n\n$$\nnoa\nnob\n$$\n\nyesb'],
      ['table', '| yesa | `noa` |\n|------|:---:|\n| [yesb](noc) | yesc |'],
      ['yaml', '---\nnoa: nob noc\nnod:\n  - noe\n---\n\nyesa'],
      ['yaml dots', '---\nnoa: nob\n...\n\nyesa'],
      ['toml', '+++\nnoa = "nob noc"\n+++\n\nyesa'],
      ['indented', 'yesa\n\n    noa nob\n\nyesb'],
      ['indented tab', 'yesa\n\n\tnoa nob\n\nyesb'],
      ['indented in list', '- yesa\n\n      noa\n\n- yesb'],
      ['emoji', 'yesa :noa_nob: yesb'],
      ['entity', 'yesa &noa; yesb'],
      ['attr list', '# yesa {#noa .nob}\n\nyesb'],
      ['attr inline', '[yesa](noa){.nob noc="nod"} yesb'],
      ['container', ':::noa nob\nyesa\n:::'],
      ['directive', ':noa[yesa]{nob="noc"} yesb'],
      ['wiki link', 'yesa [[noa|yesb]] yesc [[nob]]'],
      ['liquid', 'yesa {{ noa.nob }} yesb {% noc nod %} yesc'],
      ['callout', '> [!noa]\n> yesa'],
      ['heading id', '## yesa {#noa}\nyesb'],
      ['task', '- [ ] yesa `noa`'],
      ['details', '<details noa>\n<summary>yesa</summary>\n\nyesb\n\n</details>'],
      ['shortcode', 'yesa {{< noa nob="noc" >}} yesb'],
      ['mention', 'yesa @noa and @nob/noc yesb'],
    ],
  ],
  [
    'mdx',
    [
      ['import', 'import noa from "nob"\n\nyesa'],
      ['export', 'export const noa = {\n  nob: "noc nod",\n}\n\nyesa'],
      ['export multi', 'export function noa() {\n  return <nob>noc</nob>\n}\n\nyesa'],
      ['jsx', '<noA nob="noc" nod={noe} />\n\nyesa'],
      ['expr', 'yesa {noa.nob} yesb'],
      ['mdx comment', 'yesa {/* noa nob */} yesb'],
      ['multi import', 'import {\n  noa,\n  nob,\n} from "noc"\n\nyesa'],
    ],
  ],
  [
    'latex',
    [
      ['cite', 'yesa \\cite[noa]{nob,noc} yesb \\parencite{nod} yesc \\citep[see][noe]{nof} yesd \\autocite{nog}'],
      ['refs', 'yesa \\ref{noa} \\autoref{nob} \\cref{noc} \\eqref{nod} \\pageref{noe} \\nameref{nof} yesb'],
      ['label', '\\section{yesa}\\label{noa:nob} yesb'],
      ['unknown cmd', 'yesa \\noa yesb \\nob{yesc} yesd'],
      ['input', '\\input{noa/nob} \\include{noc} \\bibliography{nod} \\usepackage[noe]{nof} yesa'],
      ['env', '\\begin{noa}[nob]\nyesa\n\\end{noa}'],
      ['math', 'yesa $noa$ yesb $$nob$$ \\(noc\\) \\[nod\\] yesc'],
      ['equation', '\\begin{equation}\nnoa\n\\end{equation}\nyesa'],
      [
        'gather',
        '\\begin{gather*}\nnoa\n\\end{gather*}\nyesa \\begin{multline}nob\\end{multline} \\begin{eqnarray}noc\\end{eqnarray} \\begin{math}nod\\end{math} \\begin{displaymath}noe\\end{displaymath}',
      ],
      ['verb', 'yesa \\verb|noa nob| yesb \\verb*+noc+ yesc'],
      [
        'verbatim',
        '\\begin{verbatim}\nnoa\n\\end{verbatim} \\begin{Verbatim}nob\\end{Verbatim} \\begin{minted}{noc}\nnod\n\\end{minted} \\begin{lstlisting}[noe=nof]\nnog\n\\end{lstlisting} yesa',
      ],
      ['tikz', '\\begin{tikzpicture}\n\\draw (noa) -- (nob);\n\\end{tikzpicture} yesa'],
      ['comment', 'yesa % noa nob\nyesb'],
      ['comment env', '\\begin{comment}\nnoa\n\\end{comment}\nyesa'],
      ['url', 'yesa \\url{noa/nob} \\href{noc}{yesb} \\path{nod} yesc'],
      ['gls', 'yesa \\gls{noa} \\acrshort{nob} \\SI{3}{\\noc} \\qty{3}{nod} \\si{noe} \\unit{nof} yesb'],
      ['graphics', '\\includegraphics[width=0.5\\noa]{nob/noc} \\caption{yesa}'],
      ['newcmd', '\\newcommand{\\noa}[2]{nob noc} \\def\\nod{noe} \\renewcommand\\nof{nog} yesa'],
      ['lengths', '\\setlength{\\noa}{nob} \\vspace{noc} \\hspace*{nod} yesa'],
      [
        'tabular',
        '\\begin{tabular}{noa}\nyesa & yesb \\\\ \\hline\n\\end{tabular} \\begin{tabularx}{noa}{nob}yesc\\end{tabularx}',
      ],
      ['counters', '\\setcounter{noa}{1} \\pagestyle{nob} \\hypersetup{noc=nod} yesa'],
      ['color', '\\textcolor{noa}{yesa} {\\color{nob} yesb} \\colorbox{noc}{yesc}'],
      ['lst', '\\lstinline|noa nob| \\mintinline{noc}{nod} \\texttt{noe nof} yesa'],
      ['front', '\\documentclass[noa]{nob}\n\\usepackage{noc}\n\\begin{document}\nyesa\n\\end{document}'],
      ['index', 'yesa\\index{noa!nob} yesb \\glossary{noc}'],
      ['foot', 'yesa\\footnotemark[noa]\\footnote[nob]{yesb} yesc'],
      ['minipage', '\\begin{minipage}[noa]{0.5\\nob}\nyesa\n\\end{minipage}'],
    ],
  ],
  [
    'restructuredtext',
    [
      ['literal', 'yesa ``noa nob`` yesb `noc` yesc'],
      ['link', 'yesa `yesb yesc <https://noa.com>`__ yesd'],
      ['target', '.. _noa nob: https://noc\n\nyesa'],
      ['anon target', '__ https://noa.com\n\nyesa'],
      ['code', '.. code:: noa\n\n   nob\n\nyesa'],
      ['code-block', '.. code-block:: noa\n   :nob: noc\n\n   nod\n\nyesa'],
      ['literalinclude', '.. literalinclude:: noa\n   :nob: noc\n\nyesa'],
      ['math', '.. math::\n\n   noa\n\nyesa'],
      ['math inline dir', '.. math:: noa\n\nyesa'],
      ['toctree', '.. toctree::\n   :maxdepth: 2\n\n   noa\n   nob/noc\n\nyesa'],
      ['image', '.. image:: noa.png\n   :alt: nob\n\nyesa'],
      ['raw', '.. raw:: html\n\n   <noa>nob</noa>\n\nyesa'],
      ['literal block', 'yesa::\n\n  noa\n  nob\n\nyesb'],
      ['comment', '.. noa nob\n   noc\n\nyesa'],
      ['fields', ':noa: yesa\n:nob noc: yesb'],
      ['doctest', '>>> noa(nob)\nnoc\n\nyesa'],
      ['footnote', 'yesa [#noa]_ [NOB]_ yesb\n\n.. [#noa] yesc\n.. [NOB] yesd'],
      ['autodoc', '.. autoclass:: noa.nob\n   :members:\n\nyesa'],
      ['highlight', '.. highlight:: noa\n\n.. default-role:: nob\n\nyesa'],
      ['only', '.. only:: noa\n\n   yesa'],
      ['seealso', '.. seealso:: yesa\n\n.. versionadded:: noa\n   yesb'],
      ['index', '.. index:: noa, nob\n\nyesa'],
      ['graph', '.. graphviz::\n\n   noa -> nob\n\nyesa'],
    ],
  ],
  [
    'asciidoc',
    [
      ['mono', 'yesa `noa nob` yesb `+noc+` yesc ``nod``e'],
      ['pass', 'yesa +noa+ ++nob++ pass:[noc] yesb'],
      ['listing', '----\nnoa\n----\nyesa'],
      ['listing md', '```noa\nnob\n```\nyesa'],
      ['source', '[source,noa]\n----\nnob\n----\nyesa'],
      ['literal', '....\nnoa\n....\nyesa'],
      ['passblock', '++++\nnoa\n++++\nyesa'],
      ['stem', 'yesa stem:[noa] latexmath:[nob] yesb\n\n[stem]\n++++\nnoc\n++++\nyesc'],
      ['link', 'yesa https://noa.com[yesb] link:noc[yesc] mailto:nod@noe.com[yesd] xref:nof[yese] <<nog,yesf>>'],
      ['attrs', ':noa: nob noc\n:nod-noe:\n\nyesa {nof}'],
      ['header attr', '= yesa\n:noa: nob\n\nyesb'],
      ['block attr', '[noa,nob=noc]\nyesa\n\n[#nod.noe]\nyesb'],
      ['include', 'include::noa[nob]\n\nyesa'],
      ['comment', '// noa\nyesa\n\n////\nnob\n////\nyesb'],
      ['anchor', '[[noa]]\nyesa anchor:nob[] yesb'],
      ['kbd', 'yesa kbd:[noa] btn:[nob] menu:noc[nod] yesb'],
      ['ifdef', 'ifdef::noa[]\nyesa\nendif::[]'],
      ['callout', '----\nnoa <1>\n----\n<1> yesa'],
      ['desc', '[horizontal,noa]\nyesa:: yesb'],
      ['index', 'yesa (((noa, nob))) yesb ((yesc))'],
      ['table', '[cols="noa,nob"]\n|===\n|yesa |yesb\n|==='],
      ['literal para', ' noa nob\n\nyesa'],
      ['yaml', '---\nnoa: nob\n---\n\nyesa'],
    ],
  ],
  [
    'typst',
    [
      ['raw', 'yesa `noa` yesb ```noc nod``` yesc'],
      ['block', '```noa\nnob\n```\nyesa'],
      ['math', 'yesa $noa$ yesb $ noc $ yesc'],
      ['code', '#let noa = [yesx]\n#set noa(nob: noc)\n#show noa: nob => noc\nyesa'],
      ['set str', '#set text(font: "noa nob")\nyesa'],
      ['label', '= yesa <noa>\n@noa yesb'],
      ['link', '#link("https://noa.com")[yesa] #link("noa") yesb'],
      ['comment', 'yesa // noa\n/* nob */ yesb'],
      ['func', '#figure(image("noa"), caption: [yesa]) <nob>'],
      ['for', '#for noa in nob [yesa]\nyesb'],
      ['cite', 'yesa #cite(<noa>) yesb #ref(<nob>)'],
      ['import', '#import "noa": nob, noc\n#include "nod"\nyesa'],
      ['block code', '#{\n  let noa = nob\n}\nyesa'],
    ],
  ],
  [
    'html',
    [
      ['attrs', '<p class="noa" id=nob data-noc=\'nod noe\'>yesa</p> <img alt="nof" src="nog">'],
      ['multi', '<a\n href="noa"\n title="nob noc"\n>yesa</a>'],
      ['script', '<script>noa</script><style>nob</style>yesa'],
      ['pre', '<pre>noa</pre> <code>nob</code> <kbd>noc</kbd> <samp>nod</samp> <var>noe</var> yesa'],
      ['comment', '<!-- noa --> yesa <!-- nob\nnoc -->'],
      ['entity', 'yesa &noa; yesb'],
      ['templates', '{{ noa }} {% nob %} <% noc %> yesa'],
      ['custom', '<noa-nob noc>yesa</noa-nob>'],
      ['textarea', '<textarea>noa</textarea> <math><mi>nob</mi></math> yesa'],
      ['doctype', '<!DOCTYPE noa>yesa'],
      ['front', '---\nnoa: nob\n---\n<p>yesa</p>'],
      ['php', '<?php noa(); ?>yesa'],
      ['cdata', '<![CDATA[noa]]> yesa'],
    ],
  ],
  [
    'git-commit',
    [
      ['type', 'feat(noa): yesa\n\nyesb'],
      ['comment', 'yesa\n# noa\n'],
      ['trailer', 'yesa\n\nSigned-off-by: noa nob <noc@nod.com>\nCo-authored-by: noe nof <nog@noh.com>\nCloses: noi'],
      ['code', 'yesa `noa nob` yesb\n\n```\nnoc\n```\nyesc'],
      ['indented', 'yesa\n\n    noa nob\n\nyesb'],
      ['diff', 'yesa\n# ------------------------ >8 ------------------------\n+noa'],
    ],
  ],
  ['plaintext', [['code', 'yesa `noa nob` yesb']]],
  [
    'plaintext markdown',
    [
      ['escaped brackets, no math', 'yesa \\(yesb yesc\\) yesd \\[yese yesf\\] `noa`'],
      ['a name in escaped brackets, no math', 'yesa \\[yesb_yesc\\] yesd \\(yese_x\\) `noa`'],
      [
        'prose with signs in escaped brackets, no math',
        'yesa \\[yesb yesc {yesd}\\] yese \\(yesf = yesg yesh\\) `noa`',
      ],
      ['prices', 'yesa $5 yesb $6, yesc $ yesd $7 `noa`'],
      ['a heading without a blank', '#yesa yesb\n\nyesc `noa`'],
    ],
  ],
  ['asciidoc', [['marked words', 'yesa #yesb yesc# yesd `noa`']]],
  [
    'typescript',
    [
      ['code', 'const noA = noB(noC); // yesa yesb\n'],
      ['code in a comment', '// yesa `noa nob` yesb https://noc.com/nod yesc\n'],
      [
        'tags of documentation',
        '/**\n * yesa {@link noA} yesb\n * @noa yesd\n * @param noC yesc yesg\n * @returns yese yesf\n */\n',
      ],
      ['a fence in documentation', '/**\n * yesa\n * ```ts\n * noa(nob);\n * ```\n * yesb\n */\n'],
      [
        'strings that are no sentence',
        "import { noA } from 'noB/noC';\nconst noD = 'noE';\nthrow new Error('yesa yesb yesc');",
      ],
      ['templates', 'log(`yesa yesb ${noA.noB} yesc`);'],
      ['regular expressions', 'const noA = /noB "noC noD noE"/; // yesa'],
    ],
  ],
  [
    'python',
    [
      ['code', 'def noa(nob):\n    return noc  # yesa yesb\n'],
      ['documentation', 'def noa():\n    """Yesa yesb.\n\n    >>> nob(noc)\n    nod\n\n    yesc yesd\n    """\n'],
      ['formatted strings', 'noa(f"yesa yesb {noc} yesd")'],
    ],
  ],
  ['shellscript', [['code', '#!/bin/noa\nnob --noc=nod | noe # yesa yesb\n']]],
  ['astro', [['settings in front', '---\nconst noa = "nob noc";\n---\n<p noe="nof">yesa</p>']]],
];

describe('what is left alone', () => {
  for (const [languages, cases] of tables) {
    for (const language of languages.split(' ')) {
      for (const [what, text] of cases) it(`${language}: ${what}`, () => check(text, language));
    }
  }
});

function check(text: string, language: string): void {
  const prose = proseSpans(text, language);
  const words = wordSpans(text).map((span) => ({ span, word: text.slice(span.start, span.end).toLowerCase() }));
  const marked = words.filter(({ word }) => /^(?:no|yes)[a-z](?![a-z])/.test(word));
  assert.ok(
    marked.some(({ word }) => word.startsWith('no')),
    'there is something to leave alone',
  );
  const wrong = marked.filter(({ span, word }) => isProse(prose, span) !== word.startsWith('yes'));
  assert.deepEqual(
    wrong.map(({ word }) => word),
    [],
  );
}
