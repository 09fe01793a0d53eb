// The ids of all commands; a unit test holds package.json to them in both directions.

/** Those of classification. */
export const classifyCommands = [
  'addExample',
  'classifySelection',
  'classifyByNames',
  'classifyReady',
  'explainLabel',
  'clearExplanation',
  'classifyMany',
  'trainClassifier',
  'evaluateExamples',
  'reviewUncertain',
  'importExamples',
  'openExamples',
  'openExample',
  'moveExample',
  'renameClass',
  'deleteExamples',
  'undoExamples',
] as const;

export type ClassifyCommand = (typeof classifyCommands)[number];

/** Those of models fine-tuned for a task. */
export const readyCommands = ['findEntities', 'answerQuestion', 'chooseReadyModel'] as const;

export type ReadyCommand = (typeof readyCommands)[number];

/** Commands that a person can run, without the `semanticText.` prefix. */
export const commands = [
  'suggestWord',
  'suggestSynonym',
  'fillMask',
  'proofread',
  'clearFindings',
  'ignoreWord',
  'rankWords',
  'inspectTokens',
  'showAttention',
  'openAttentionView',
  'showLayers',
  'showSenses',
  'calculateWords',
  'showSearch',
  'searchWorkspace',
  'openHitBeside',
  'likeHit',
  'searchSelection',
  'moreLikeThis',
  'nextHit',
  'previousHit',
  'updateIndex',
  'pauseIndexing',
  'resumeIndexing',
  'stopIndexing',
  'rebuildIndex',
  'deleteIndex',
  'explainFile',
  'showIndexStatus',
  'setSharedPassword',
  'compareTexts',
  'compareFiles',
  'showSimilarityMatrix',
  'findDuplicates',
  'findDuplicatesInWorkspace',
  'checkCoherence',
  'clearCoherence',
  'showStatus',
  'showLog',
  'restartEngine',
  'unloadEncoder',
  'deleteKeptVectors',
  'chooseModel',
  'installModel',
  'installModelFromFolder',
  'allowInCode',
  'openSample',
  'openWalkthrough',
  ...classifyCommands,
  ...readyCommands,
] as const;

export type Command = (typeof commands)[number];
export type CommandId = `semanticText.${Command}`;

export const commandId = (command: Command): CommandId => `semanticText.${command}`;
