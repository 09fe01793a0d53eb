// The words of the command line, from the table of verbs. What a run then does is run.ts's matter.

import { Command, Option } from 'commander';
import type { Verb } from './verb';

/** Options that every verb has, as commander gives them. */
export interface CommonOptions {
  readonly model?: string;
  readonly device: 'auto' | 'cpu' | 'webgpu' | 'wasm';
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

export interface Asked {
  readonly verb: Verb;
  readonly given: readonly string[];
  /** The verb's own options by field. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly common: CommonOptions;
}

export interface Handlers {
  readonly onVerb: (asked: Asked) => Promise<void>;
  readonly onServer: (common: CommonOptions) => Promise<void>;
}

export function createProgram(verbs: readonly Verb[], version: string, handlers: Handlers): Command {
  const program = new Command('semtext')
    .description(
      'A local BERT encoder on the command line. Nothing leaves this machine. Where a text is wanted, - reads it from stdin.',
    )
    .version(version)
    .configureOutput({ outputError: (text, write) => write(`semtext: ${sentenceOf(text)}\n`) })
    .exitOverride();
  for (const verb of verbs) addVerb(program, verb, handlers);
  withModel(program.command('lsp').summary('the language server, for any editor'))
    .requiredOption('--stdio', 'speak LSP over stdin and stdout')
    .action((options: CommonOptions) => handlers.onServer(options));
  return program;
}

function addVerb(program: Command, verb: Verb, { onVerb }: Handlers): void {
  const command = withModel(program.command(verb.name).summary(verb.summary).description(verb.summary));
  // Under --jsonl the lines bring what the arguments bring otherwise.
  for (const name of verb.arguments) command.argument(`[${name}]`);
  for (const { flags, description } of verb.options) command.option(flags, description);
  command
    .option('--json', 'one JSON object on stdout')
    .option('--jsonl', 'one JSON object a line from stdin, one a line to stdout')
    .action(async () => {
      const options: Readonly<Record<string, unknown>> = command.opts();
      const fields = Object.fromEntries(
        verb.options.flatMap(({ flags, field, read }) => {
          const text = options[nameOf(flags)];
          if (text === true) return [[field, true]];
          return typeof text === 'string' ? [[field, read ? read(text) : text]] : [];
        }),
      );
      await onVerb({ verb, given: command.args, fields, common: command.opts<CommonOptions>() });
    });
}

function withModel(command: Command): Command {
  return command
    .option('--model <dir|id>', 'a model folder, or an installed model of the hub (default: the bundled encoder)')
    .addOption(
      new Option('--device <device>', 'where the encoder runs')
        .choices(['auto', 'cpu', 'webgpu', 'wasm'])
        .default('auto'),
    );
}

/** Commander's own name of an option: `--top <K>` → `top`. */
function nameOf(flags: string): string {
  return new Option(flags).attributeName();
}

/** Commander's complaint as one sentence, as all others are: `error: unknown option '--wing'` and a guess below it. */
export function sentenceOf(complaint: string): string {
  const words = complaint
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.?)]$/.test(words) ? '' : '.'}`;
}
