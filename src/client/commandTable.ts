// Every command of the extension: what it needs and what it does, in one table. A name without an entry does not compile.

import {
  ConfigurationTarget,
  commands,
  window,
  workspace,
  type ExtensionContext,
  type LogOutputChannel,
  type TextEditor,
} from 'vscode';
import type { Platform } from './client';
import type { AttentionPanels } from './attention/panels';
import type { Classification } from './classify/classification';
import type { CommandTable } from './commands';
import { writeSetting } from './configuration';
import type { Guard } from './guard';
import { inspectTokens, type TokenDocuments } from './inspect';
import { chooseModel, installFromFolder, installFromHub } from './install';
import { deleteKeptVectors } from './keptVectors';
import { isClosedCode } from './languages';
import { sample } from './labels';
import { codeIsClosed, messages } from './messages';
import { clearFindings, ignoreWord, proofread } from './proofread';
import type { SearchFeature } from './search/feature';
import type { Server } from './server';
import type { Coherence } from './similarity/coherence';
import type { Similarity } from './similarity/similarity';
import { showStatus } from './showStatus';
import { Suggestions } from './suggest/suggestions';

export interface CommandContext {
  readonly context: ExtensionContext;
  readonly platform: Platform;
  readonly server: Server;
  readonly guard: Guard;
  readonly log: LogOutputChannel;
  readonly tokens: TokenDocuments;
  readonly attention: AttentionPanels;
  readonly search: SearchFeature;
  readonly similarity: Similarity;
  readonly coherence: Coherence;
  readonly classification: Classification;
}

export function commandTable({ context, platform, server, guard, log, ...views }: CommandContext): CommandTable {
  const { tokens, attention, search, similarity, coherence, classification } = views;
  const suggestions = new Suggestions(server, guard);
  /** For commands that read prose: in code only where it was allowed. */
  const inProse = (run: (editor: TextEditor) => Promise<void>) => async (editor: TextEditor) => {
    const { document } = editor;
    if (isClosedCode(document)) guard.say(codeIsClosed());
    else await run(editor);
  };
  const install = { server, guard, platform };
  return {
    suggestWord: { needs: 'editor', run: inProse((editor) => suggestions.suggest(editor, 'fits')) },
    suggestSynonym: { needs: 'editor', run: inProse((editor) => suggestions.suggest(editor, 'meaning')) },
    fillMask: { needs: 'editor', run: inProse((editor) => suggestions.fill(editor)) },
    rankWords: { needs: 'editor', run: inProse((editor) => suggestions.rank(editor)) },
    proofread: { needs: 'editor', run: inProse((editor) => proofread(server, guard, editor)) },
    clearFindings: { needs: 'nothing', run: () => clearFindings(server) },
    ignoreWord: { needs: 'editor', run: (editor, target) => ignoreWord(guard, editor, target) },
    showAttention: { needs: 'editor', run: (editor) => attention.show(editor, 'attention') },
    showLayers: { needs: 'editor', run: inProse((editor) => attention.show(editor, 'layers')) },
    compareTexts: { needs: 'nothing', run: () => similarity.compareTexts() },
    compareFiles: { needs: 'nothing', run: (file, marked) => similarity.compareFiles(file, marked) },
    showSimilarityMatrix: { needs: 'editor', run: (editor) => similarity.showMatrix(editor) },
    findDuplicates: { needs: 'editor', run: (editor) => similarity.findDuplicates(editor) },
    findDuplicatesInWorkspace: { needs: 'nothing', run: () => similarity.findDuplicatesInWorkspace() },
    checkCoherence: { needs: 'editor', run: inProse((editor) => coherence.check(editor)) },
    clearCoherence: { needs: 'nothing', run: async () => coherence.clear() },
    openAttentionView: { needs: 'nothing', run: () => attention.openSaved() },
    calculateWords: { needs: 'editor', run: inProse((editor) => attention.show(editor, 'calculator')) },
    showSenses: { needs: 'editor', run: inProse((editor) => attention.show(editor, 'senses')) },
    inspectTokens: { needs: 'editor', run: (editor) => inspectTokens(server, tokens, editor) },
    ...search.commands(),
    showStatus: { needs: 'nothing', run: () => showStatus(server, guard, () => search.fact()) },
    showLog: { needs: 'nothing', run: async () => log.show() },
    restartEngine: { needs: 'nothing', run: () => server.restart() },
    unloadEncoder: { needs: 'nothing', run: () => unload(server) },
    deleteKeptVectors: { needs: 'nothing', run: () => deleteKeptVectors(server) },
    chooseModel: { needs: 'nothing', run: () => chooseModel(install) },
    installModel: { needs: 'nothing', run: (id) => installFromHub(install, typeof id === 'string' ? id : undefined) },
    installModelFromFolder: { needs: 'nothing', run: () => installFromFolder(install) },
    allowInCode: { needs: 'editor', run: allowInCode },
    openSample: { needs: 'nothing', run: openSample },
    ...classification.commands(),
    openWalkthrough: { needs: 'nothing', run: () => openWalkthrough(context.extension.id) },
  };

  async function allowInCode({ document: { languageId } }: TextEditor): Promise<void> {
    await writeSetting('suggest.inCode', true, ConfigurationTarget.Global, { languageId }, true);
    window.setStatusBarMessage(messages.allowedInCode(languageId), 5000);
  }
}

/** Never starts a server only to unload it. */
async function unload(server: Server): Promise<void> {
  if (server.state === 'running') await server.request('restart', undefined);
}

async function openSample(): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'markdown', content: sample() });
  await window.showTextDocument(document);
}

async function openWalkthrough(extensionId: string): Promise<void> {
  await commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`, false);
}
