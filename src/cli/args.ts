/**
 * The command line and the environment → flag values. commander reads and explains; this file gives it the table.
 * Every flag has a variable (`SKAFFOLD_DEFAULT_REPO`, `ORCHESTRATOR_DEFAULT_REPO`), which the command line beats.
 */
import { Command as Commander, CommanderError, Option, type OutputConfiguration } from 'commander';
import { OrchestratorError } from '../errors/problem.ts';
import { type CommandSpec, commands, groups } from './commands.ts';
import { type Flag, type FlagName, type FlagValues, flags, spelledName } from './flags.ts';
import { inOrder, namesCommand } from './word-order.ts';

export interface Parsed {
  readonly spec: CommandSpec;
  readonly flags: FlagValues;
  /** What stands behind the command. */
  readonly args: readonly string[];
}

/** Help: because it was asked for, or because no command was named. */
export interface HelpText {
  readonly text: string;
  readonly isAskedFor: boolean;
}

/** @returns The command to run, or help. @throws OrchestratorError USAGE_INVALID. */
export function parseArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  columns: number,
): Parsed | HelpText {
  let text = '';
  let instead = '';
  let parsed: Parsed | undefined;
  const words = inOrder(argv);
  const program = createProgram(
    columns,
    env,
    words,
    {
      writeOut: (part) => {
        text += part;
      },
      writeErr: (part) => {
        instead = part;
      },
    },
    (chosen) => {
      parsed = chosen;
    },
  );
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { text, isAskedFor: true };
    // The help of the group whose second word is missing, or of the whole.
    if (error.code === 'commander.help') return { text: instead, isAskedFor: false };
    if (error.code === 'commander.unknownOption' && !namesCommand(argv)) throw usage('no command is named');
    throw mistakeOf(
      asWritten(error.message, argv),
      error.code === 'commander.missingArgument' ? exampleOf(words) : undefined,
    );
  }
  return parsed ?? { text: program.helpInformation(), isAskedFor: false };
}

/** A flag without its value, where the value is of our making. */
const asWritten = (text: string, argv: readonly string[]): string =>
  text.replace(/'(--?[^'=]+?)=?true'/, (whole, word: string) =>
    argv.includes(word) && !argv.includes(whole.slice(1, -1)) ? `'${word}'` : whole,
  );

/** commander's two sentences as one, and its guess as the hint. */
function mistakeOf(text: string, example?: string): OrchestratorError {
  const [, said = '', guess] = /^(?:error: )?(.*?)(?:\n\(Did you mean (.*)\?\))?$/s.exec(text) ?? [];
  const message = said.replace(/\.$/, '').replace('. Expected', ': expected').replaceAll("'", '"');
  if (example !== undefined) return usage(message, `As in: ${example}`);
  return guess === undefined ? usage(message) : usage(message, `Did you mean ${quoted(guess)}?`);
}

const exampleOf = (words: readonly string[]): string | undefined => specOf(words)?.example;

const specOf = (words: readonly string[]): CommandSpec | undefined =>
  commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '));

/** `one of a, b` and `a`, the words in quotes. */
const quoted = (guess: string): string => guess.replace(/[^\s,]+(?=,|$)/g, '"$&"');

function createProgram(
  columns: number,
  env: Readonly<Record<string, string | undefined>>,
  words: readonly string[],
  output: OutputConfiguration,
  choose: (parsed: Parsed) => void,
): Commander {
  const program = new Commander('orchestrator')
    .description('Builds images, pins their digests, renders Kubernetes manifests offline and hands them over.')
    .option('--version', 'Print the version')
    .configureHelp({ helpWidth: Math.min(columns, 110) })
    .showHelpAfterError(false)
    .exitOverride()
    // Before the commands are made: each takes it over from here.
    .configureOutput(output);
  // Two hundred flags take 3 ms; where a command is named only its own are asked for.
  const named = specOf(words);
  for (const spec of commands) {
    const [first = '', second] = spec.name.split(' ');
    const parent = second === undefined ? program : groupOf(program, first);
    const command = parent
      .command(second ?? first)
      .description(spec.summary)
      .addHelpText('after', `\nExample:\n  ${spec.example}`)
      .allowExcessArguments(false);
    if (spec.argument !== undefined) {
      command.argument(argumentText(spec.argument), spec.argument.oneOf?.join(', '));
    }
    if (named !== undefined && spec !== named) continue;
    for (const name of spec.flags) command.addOption(optionOf(name));
    command.action((...given: unknown[]) => {
      const args = spec.argument === undefined ? [] : [given[0] ?? []].flat().map(String);
      const { oneOf } = spec.argument ?? {};
      const wrong = args.find((one) => oneOf?.includes(one) === false);
      if (wrong !== undefined) throw usage(`"${wrong}" is none of ${oneOf?.join(', ')}`);
      choose({ spec, args, flags: valuesOf(spec, command.opts(), env) });
    });
  }
  return program;
}

/** `<FILE...>`, in brackets where it may be left out. */
export function argumentText({ name, isList, isOptional }: NonNullable<CommandSpec['argument']>): string {
  const text = `${name}${isList === true ? '...' : ''}`;
  return isOptional === true ? `[${text}]` : `<${text}>`;
}

const groupOf = (program: Commander, name: string): Commander =>
  program.commands.find((command) => command.name() === name) ?? program.command(name).description(groups[name] ?? '');

function optionOf(name: FlagName): Option {
  const flag: Flag = flags[name];
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const value = flag.type === 'boolean' ? '[BOOL]' : `<${flag.value}>`;
  const option = new Option(`${short}--${spelledName(name)} ${value}`, descriptionOf(flag));
  if (flag.type === 'list')
    option.argParser((text, before: readonly string[] | undefined) => [...(before ?? []), text]);
  return option;
}

export function descriptionOf(flag: Flag): string {
  const choices = flag.type === 'text' && flag.oneOf !== undefined ? ` (${flag.oneOf.join(', ')})` : '';
  const fallback = 'default' in flag && flag.default !== undefined ? ` [${String(flag.default)}]` : '';
  return `${flag.description}${choices}${fallback}`;
}

function valuesOf(
  spec: CommandSpec,
  given: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): FlagValues {
  const entries = spec.flags.flatMap((name): [FlagName, unknown][] => {
    const flag: Flag = flags[name];
    const spelled = spelledName(name);
    const typed = given[camel(spelled)];
    const keys = [`ORCHESTRATOR_${upper(spelled)}`, `SKAFFOLD_${upper(spelled)}`];
    const variable = keys.find((key) => env[key] !== undefined);
    const label = typed === undefined && variable !== undefined ? variable : `--${spelled}`;
    const raw = typed ?? (variable === undefined ? undefined : env[variable]);
    // A variable that CI leaves empty is one that nobody set.
    const isUnset =
      raw === undefined || (raw === '' && typed === undefined && (isFile(flag) || flag.isUnsetWhenEmpty === true));
    if (isUnset) return 'default' in flag && flag.default !== undefined ? [[name, flag.default]] : [];
    return [[name, readValue(flag, label, raw)]];
  });
  const values = Object.fromEntries(entries) as FlagValues; // readValue gives each name the type that the table says
  if (values.filename === '-' && values['build-artifacts'] === '-')
    throw usage('--filename and --build-artifacts cannot both be standard input');
  return values;
}

const isFile = (flag: Flag): boolean => flag.type === 'text' && flag.value === 'FILE';

function readValue(flag: Flag, label: string, raw: unknown): unknown {
  const text = Array.isArray(raw) ? raw.join(',') : String(raw);
  switch (flag.type) {
    case 'boolean':
      if (raw === true || /^(1|t|true)$/i.test(text)) return true;
      if (/^(0|f|false)$/i.test(text)) return false;
      throw usage(`${label} is "${text}"; write true or false`);
    case 'number': {
      const value = Number(text);
      if (/^-?\d{1,9}$/.test(text)) return value;
      throw usage(`${label} is "${text}"; write a whole number`);
    }
    case 'list': {
      const parts = text.split(',').filter((part) => part !== '');
      if (parts.length === 0 && flag.refusesEmpty) throw usage(`${label} is empty; write ${flag.value}`);
      return parts;
    }
    case 'text':
      if (text === '' && flag.value === 'FILE') throw usage(`${label} is empty; write the name of a file`);
      if (flag.oneOf !== undefined && !flag.oneOf.includes(text))
        throw usage(`${label} is "${text}"; write one of ${flag.oneOf.join(', ')}`);
      return text;
    default:
      return flag satisfies never;
  }
}

const usage = (message: string, hint?: string): OrchestratorError =>
  new OrchestratorError({ code: 'USAGE_INVALID', message, ...(hint !== undefined && { hint }) });
const upper = (name: string): string => name.replaceAll('-', '_').toUpperCase();
const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
