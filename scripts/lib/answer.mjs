// Asks an unpacked package one question, as an editor would: starts its language server and has a mask filled. Shows that
// nothing is missing that only runs outside this repository, and on which device the encoder runs.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { zipEntries } from './zip.mjs';

const limitMs = 120_000;
const uri = 'file:///question.md';
const text = 'The ship sailed across the [MASK] and came home in spring.';

/**
 * Problems, none when the package fills the mask with ten words on the expected device. The package must be one whose
 * native runtime, if it has one, is of this machine.
 */
export async function askPackage(file, device) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stt-package-'));
  try {
    for (const { name, read } of zipEntries(file)) {
      if (!name.startsWith('extension/')) continue;
      const place = path.join(folder, name);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, read());
    }
    return await ask(path.join(folder, 'extension/dist/server.cjs'), path.join(folder, 'storage'), device);
  } catch (error) {
    return [error.message];
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function ask(server, storageFolder, device) {
  const rpc = await import('vscode-languageserver-protocol/node');
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (data) => (complaints += data));
  const ended = new Promise((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}: ${complaints.slice(-1000)}`)));
    setTimeout(
      () => reject(new Error(`no answer in ${limitMs / 1000} s: ${complaints.slice(-1000)}`)),
      limitMs,
    ).unref();
  });
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(child.stdout),
    new rpc.StreamMessageWriter(child.stdin),
  );
  connection.onError(() => {});
  connection.listen();
  try {
    return await Promise.race([question(connection, storageFolder, device), ended]);
  } finally {
    ended.catch(() => {});
    child.kill('SIGKILL');
    connection.dispose();
  }
}

async function question(connection, storageFolder, device) {
  const capabilities = {};
  const initializationOptions = { storageFolder };
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities, initializationOptions });
  await connection.sendNotification('initialized', {});
  const document = { uri, languageId: 'markdown', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument: document });
  const position = { line: 0, character: text.indexOf('[MASK]') + 2 };
  const answer = await connection.sendRequest('semanticText/fill', {
    textDocument: { uri, version: 1 },
    position,
    top: 10,
  });
  const { encoder } = await connection.sendRequest('semanticText/status');
  const words = answer.masks[0]?.candidates.length ?? 0;
  return [
    ...(words === 10 ? [] : [`${words} words for a mask, not 10`]),
    ...(encoder?.device === device ? [] : [`the encoder runs on ${encoder?.device}, not on ${device}`]),
  ];
}
