// Where the weights lie that a model names: in its own folder and nowhere else.

import path from 'node:path';
import { EngineError } from '../../engine/errors';
import { leadsOut } from './paths';

/** Path of the file that the model at `model` calls `name`. EngineError modelCorrupt for one outside of its folder. */
export function weightFile(model: string, name: string): string {
  const folder = path.dirname(model);
  const file = path.join(folder, name);
  if (!path.isAbsolute(name) && !leadsOut(path.relative(folder, file))) return file;
  throw new EngineError('modelCorrupt', { subject: model, reason: `weights outside of its folder: ${name}` });
}
