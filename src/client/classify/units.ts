// What is classified when many texts are asked for: lines, paragraphs or files, each with the place it came from.

import type { Uri } from 'vscode';
import { window, workspace, type QuickPickItem, type TextEditor } from 'vscode';
import { paragraphSpans } from '../../core/text';
import type { Span } from '../../core/types';
import { findFiles, workspaceRoots } from '../findFiles';
import { isFolder, nameOf, textOf } from './editing';
import { classifyLabels as labels } from './labels';

/** A text with its place; `start` and `end` in UTF-16 units of the document. */
export interface Unit {
  readonly text: string;
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  /** For people: file and line. */
  readonly place: string;
}

export interface Units {
  readonly title: string;
  readonly units: readonly Unit[];
  /** What is not among them, in sentences. */
  readonly notes: readonly string[];
}

/** As many as a person can look at; more is said, not cut in silence. */
export const mostUnits = 20_000;
const largestFileBytes = 1_500_000;

interface Choice extends QuickPickItem {
  readonly find: () => Promise<Units | undefined>;
}

/** Asks what to classify. Undefined when the person changed their mind. */
export async function chooseUnits(editor: TextEditor | undefined): Promise<Units | undefined> {
  const choices: Choice[] = [];
  if (editor) {
    const name = nameOf(editor.document.uri);
    const of = (kind: 'line' | 'paragraph') => Promise.resolve(unitsOfEditor(editor, kind));
    choices.push(
      { label: labels.eachLine(name), find: () => of('line') },
      { label: labels.eachParagraph(name), find: () => of('paragraph') },
    );
  }
  if (workspace.workspaceFolders?.length) {
    choices.push(
      { label: labels.eachFile(), description: labels.eachFileDetail(), find: () => askFiles('file') },
      { label: labels.linesOfFiles(), description: labels.linesOfFilesDetail(), find: () => askFiles('line') },
    );
  }
  return (await window.showQuickPick(choices, { title: labels.manyTitle() }))?.find();
}

/** The lines or paragraphs of the selection, or of the whole document. */
export function unitsOfEditor({ document, selection }: TextEditor, kind: 'line' | 'paragraph'): Units {
  const from = selection.isEmpty ? 0 : document.offsetAt(selection.start);
  const to = selection.isEmpty ? Infinity : document.offsetAt(selection.end);
  const text = document.getText();
  const spans = (kind === 'line' ? lineSpans(text) : paragraphSpans(text)).filter(
    ({ start, end }) => start < to && end > from,
  );
  const name = nameOf(document.uri);
  return limited(kind === 'line' ? labels.lines(name) : labels.paragraphs(name), place(document.uri, text, spans), []);
}

/** Files and folders that a person pointed at: each file is one text. */
export async function unitsOfUris(uris: readonly Uri[]): Promise<Units> {
  const files: Uri[] = [];
  for (const uri of uris) {
    if (!(await isFolder(uri))) files.push(uri);
    else files.push(...(await findFiles([uri], '**/*', undefined)));
  }
  return unitsOfFiles(labels.files(uris.map(nameOf).join(', ')), files, 'file');
}

async function askFiles(kind: 'file' | 'line'): Promise<Units | undefined> {
  const pattern = await window.showInputBox({
    title: labels.manyTitle(),
    prompt: labels.globPrompt(),
    value: '**/*.md',
  });
  if (!pattern?.trim()) return undefined;
  // Undefined: what the setting files.exclude leaves out is left out here.
  const files = await findFiles(workspaceRoots(), pattern.trim(), undefined);
  return unitsOfFiles(labels.files(pattern.trim()), files, kind);
}

async function unitsOfFiles(title: string, files: readonly Uri[], kind: 'file' | 'line'): Promise<Units> {
  const units: Unit[] = [];
  const left: string[] = [];
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  let unread = 0;
  for (const [n, uri] of ordered.entries()) {
    if (kind === 'file' && units.length >= mostUnits) {
      unread = ordered.length - n;
      break;
    }
    const text = await textOf(uri, largestFileBytes);
    if (text === undefined) left.push(nameOf(uri));
    else if (kind === 'line') units.push(...place(uri, text, lineSpans(text)));
    else if (text.trim()) {
      const path = workspace.asRelativePath(uri);
      units.push({ text, uri: uri.toString(), start: 0, end: text.length, place: path });
    }
  }
  const notes = left.length ? [labels.leftOut(left.length, left.slice(0, 3).join(', '))] : [];
  return limited(title, units, notes, unread);
}

/** `unread`: texts that were not read, because there are enough. */
function limited(title: string, units: readonly Unit[], notes: readonly string[], unread = 0): Units {
  const total = units.length + unread;
  if (total <= mostUnits) return { title, units, notes };
  return { title, units: units.slice(0, mostUnits), notes: [...notes, labels.tooMany(mostUnits, total)] };
}

function place(uri: Uri, text: string, spans: readonly Span[]): Unit[] {
  const path = workspace.asRelativePath(uri);
  let line = 1;
  let at = 0;
  return spans.map(({ start, end }) => {
    for (; at < start; at++) if (text[at] === '\n') line++;
    return { text: text.slice(start, end), uri: uri.toString(), start, end, place: `${path}:${line}` };
  });
}

/** Lines with something on them, without the white space around it. */
export function lineSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const trimmed = match[0].trim();
    if (!trimmed) continue;
    const start = match.index + match[0].indexOf(trimmed);
    spans.push({ start, end: start + trimmed.length });
  }
  return spans;
}
