import { testProse } from '../../../support/prose';

const table = [
  ['plain', 'Two words.\n\nMore.', ['Two words.\n\nMore.']],
  ['comments', 'a % b\nc \\% d', ['a', 'c', 'd']],
  ['inline math', 'so $x^2$ and \\(y\\) hold', ['so', 'and', 'hold']],
  ['display math', 'a $$x$$ b \\[ y \\] c', ['a', 'b', 'c']],
  ['a price', 'costs \\$5. And $ alone', ['costs', '5. And $ alone']],
  ['math with an escaped dollar', 'a $x = \\$5$ b', ['a', 'b']],
  ['math ends with its paragraph', 'a $ b\n\nc $ d', ['a $ b\n\nc $ d']],
  ['textual commands', '\\emph{one} \\textbf{two} \\section*{three} \\footnote{four}', ['one', 'two', 'three', 'four']],
  ['opaque commands', 'see~\\cite[p.~3]{a,b} and \\ref{c} \\label{d}', ['see', 'and']],
  ['links', '\\href{https://a.b}{text} \\url{https://c.d/e_f}', ['text']],
  ['coloured words', '\\textcolor{red}{words} \\color{blue} more', ['words', 'more']],
  ['definitions', '\\newcommand{\\foo}[1]{bar #1} end', ['end']],
  ['verbatim', 'a\n\\begin{verbatim}\nb\n\\end{verbatim}\nc', ['a', 'c']],
  ['listings', '\\begin{lstlisting}[language=C]\nb\n\\end{lstlisting} c', ['c']],
  ['equations', '\\begin{align*}\na &= b\n\\end{align*} c', ['c']],
  ['an open verbatim', 'a \\begin{verbatim} b', ['a', 'b']],
  ['inline code', 'a \\verb|b c| d \\verb+e+ f \\lstinline{g} h', ['a', 'd', 'f', 'h']],
  ['minted', 'a \\mintinline{python}{x = 1} b', ['a', 'b']],
  ['lists', '\\begin{itemize}\n\\item one\n\\item[x] two\n\\end{itemize}', ['one', 'two']],
  ['tables', '\\begin{tabular}{l|r}\none & two \\\\\n\\end{tabular}', ['one', 'two']],
  ['figures', '\\begin{figure}[h]\\includegraphics[width=1cm]{a.png}\\caption{Words.}\\end{figure}', ['Words.']],
  ['quotes and dashes', "``quoted'' --- text", ['quoted', '--- text']],
  ['accents', 'the caf\\\'e of \\"Uber, na\\"{\\i}ve stra\\ss{}e Erd\\H{o}s ok', ['the', 'of', ',', 'ok']],
  ['unclosed groups', '\\emph{a b\n\nc \\cite{d', ['a b\n\nc', 'd']],
  ['a group with Windows line ends', 'see \\cite{a\r\n\r\nb} c', ['see', 'a\r\n\r\nb', 'c']],
  [
    'the preamble',
    '\\documentclass{article}\nwords\n\\title{A Title}\n\\begin{document}\nText\n\\end{document}\nrest',
    ['A Title', 'Text'],
  ],
  ['a comment names no document', '% \\begin{document}\nwords', ['words']],
  ['masks', 'a [MASK] b ___ c', ['a [MASK] b ___ c']],
] as const;

describe('prose of LaTeX', () => {
  testProse('latex', table);
  testProse('tex', [['TeX is the same', '\\bf{a} $b$', ['a']]]);
});
