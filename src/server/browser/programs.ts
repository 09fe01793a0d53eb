// Where the programs of Workers and what they load lie, relative to the extension.

export const programs = 'dist/browser';

/** The parser of code and its grammars. */
export const grammarFolder = 'dist/grammars';
