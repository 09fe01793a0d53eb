// The one status item: there while the text in front can be worked on or the engine has something to say.

import { MarkdownString, StatusBarAlignment, ThemeColor, window, workspace, type Disposable } from 'vscode';
import { commandId } from '../protocol/commands';
import { DisposableList } from './disposables';
import { statusLabels as labels } from './labels';
import { isClosedCode } from './languages';
import type { Server } from './server';
import { factsOf, stateOf, type ShownState } from './statusFacts';

const icons: Readonly<Record<ShownState, string>> = {
  off: '$(whole-word)',
  unloaded: '$(whole-word)',
  loading: '$(loading~spin)',
  ready: '$(whole-word)',
  busy: '$(sync~spin)',
  restarting: '$(sync~spin)',
  failed: '$(warning)',
};

export class StatusItem implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #server: Server;
  readonly #item = this.#disposables.add(
    window.createStatusBarItem('semanticText.status', StatusBarAlignment.Right, 100),
  );

  constructor(server: Server) {
    this.#server = server;
    this.#item.name = labels.title();
    this.#item.command = commandId('showStatus');
    const update = (): void => this.#update();
    this.#disposables.add(server.onDidChange(update));
    this.#disposables.add(window.onDidChangeActiveTextEditor(update));
    this.#disposables.add(workspace.onDidChangeConfiguration(update));
    update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #update(): void {
    const state = stateOf(this.#server);
    const item = this.#item;
    item.text = `${icons[state]} ${labels.title()}`;
    item.tooltip = this.#tooltip(state);
    item.backgroundColor = state === 'failed' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = { label: `${labels.title()}: ${labels.states[state]()}` };
    const isTold = state === 'loading' || state === 'restarting' || state === 'failed';
    if (isTold || isOpenHere()) item.show();
    else item.hide();
  }

  #tooltip(state: ShownState): MarkdownString {
    const tooltip = new MarkdownString();
    tooltip.appendMarkdown(`**${labels.title()}** · ${labels.states[state]()}\n\n`);
    for (const { name, value } of factsOf(this.#server)) {
      tooltip.appendText(`${name}: ${value}`);
      tooltip.appendMarkdown('  \n');
    }
    return tooltip;
  }
}

/** The text in front is one that the commands work on. */
function isOpenHere(): boolean {
  const document = window.activeTextEditor?.document;
  return document !== undefined && !isClosedCode(document);
}
