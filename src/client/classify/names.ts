// Classes that are known by their names, from the settings or typed by a person: `name` or `name: what belongs to it`.

import type { WireLabel } from '../../protocol/classify';
import { readSetting } from '../configuration';

export const namedLabels = (): WireLabel[] => parseLabels(readSetting('classify.labels'));

/** One label a name, the last of equals. */
export function parseLabels(lines: readonly string[]): WireLabel[] {
  const found = lines.flatMap((line) => {
    const [, name = '', description = ''] = /^([^:：]*)(?:[:：](.*))?$/s.exec(line.trim()) ?? [];
    return name.trim() ? [{ name: name.trim(), description: description.trim() || undefined }] : [];
  });
  return [...new Map(found.map((label) => [label.name, label])).values()];
}

/** What a person typed in one line: names separated by commas; a description ends at the next comma. */
export const parseTyped = (line: string): WireLabel[] => parseLabels(line.split(/[,，;；\n]/));

export const spelled = (labels: readonly WireLabel[]): string =>
  labels.map(({ name, description }) => (description ? `${name}: ${description}` : name)).join(', ');
