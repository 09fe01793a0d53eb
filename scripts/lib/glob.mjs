// File name patterns, as far as allow lists need them: `*` within a folder, `**` across folders.

import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A test of relative paths with forward slashes. */
export function matcher(patterns) {
  const expressions = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .split(/(\*\*\/|\*\*|\*)/)
          .map(part)
          .join('')}$`,
      ),
  );
  return (file) => expressions.some((expression) => expression.test(file));
}

function part(text) {
  if (text === '**/') return '(?:[^/]+/)*';
  if (text === '**') return '.+';
  if (text === '*') return '[^/]*';
  return text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
}

/** The files below a folder that match, relative, sorted. Walks only the folders that a pattern names. */
export function filesMatching(folder, patterns) {
  const matches = matcher(patterns);
  const starts = new Set(patterns.map((pattern) => pattern.replace(/[^/]*\*.*$/, '')));
  const found = new Set();
  for (const start of starts) {
    for (const file of filesBelow(folder, start)) if (matches(file)) found.add(file);
  }
  return [...found].sort();
}

/** All files at or below `start`, a relative path that may name a file or (with a slash or empty) a folder. */
function filesBelow(folder, start) {
  const place = path.join(folder, start);
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [start];
  // A pattern such as `*.md` starts at the root: its folders are named by no pattern and need no visit.
  return readdirSync(place, { recursive: start !== '', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .map((file) => file.split(path.sep).join('/'));
}
