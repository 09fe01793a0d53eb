// Encoders from the hub: what would be downloaded, and the download itself. Beside these only a shared index
// touches the network, where a person has set one.

import type { CancellationToken } from 'vscode-languageserver';
import { parseInstallModelParams, parsePlanInstallParams, parseWorkDoneToken } from '../protocol/params';
import type { InstallPlan } from '../protocol/requests';
import { signalOf, type ServerContext } from './context';
import { withProgress } from './progress';
import type { HubAccess } from './runtime';

export async function planInstall(
  context: ServerContext,
  raw: unknown,
  token: CancellationToken,
): Promise<InstallPlan> {
  const { id } = parsePlanInstallParams(raw, '');
  return context.runtime.planInstall(id, await accessOf(context), signalOf(token));
}

export async function installModel(
  context: ServerContext,
  raw: unknown,
  token: CancellationToken,
): Promise<{ folder: string }> {
  const { plan } = parseInstallModelParams(raw, '');
  const access = await accessOf(context);
  return withProgress(context.connection, parseWorkDoneToken(raw), context.titles().installing, async (progress) => {
    const onProgress = (fraction: number, message?: string): void => progress.report(fraction, message);
    return { folder: await context.runtime.installModel(plan, access, onProgress, signalOf(token)) };
  });
}

async function accessOf(context: ServerContext): Promise<HubAccess> {
  const settings = await context.configuration.get();
  return {
    host: settings['model.host'],
    device: settings.device,
    ...(await context.configuration.network()),
    storageFolder: context.client().storageFolder,
  };
}
