// Where settings of a machine are shown: in a window on a remote, its own settings list them, and those of the person do not.

import { env } from 'vscode';

/** Command that opens the settings of this machine; its argument is `{ query }`. */
export const machineSettingsCommand = (): string =>
  `workbench.action.${env.remoteName === undefined ? 'openSettings' : 'openRemoteSettings'}`;
