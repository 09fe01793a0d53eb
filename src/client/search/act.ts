// Does what a button or a row of the search offers.

import { commands } from 'vscode';
import type { ShownStatus } from '../../protocol/searchView';
import { settingId } from '../configuration';
import { machineSettingsCommand } from '../machineSettings';
import { showIndexStatus } from './details';
import type { IndexStateHolder } from './indexState';

export async function act(action: ShownStatus['actions'][number], state: IndexStateHolder): Promise<void> {
  if (action === 'details') await showIndexStatus(state);
  else if (action === 'raiseLimit') {
    await commands.executeCommand(machineSettingsCommand(), { query: settingId('search.maximumSizeMb') });
  } else await state.control({ action, consent: action === 'start' });
}
