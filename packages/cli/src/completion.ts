import { Help, type Command, type Option } from 'commander';
import { WordOption } from './wordOption.ts';

/** Shells that completions can be written for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A script that completes commands, flags and their words in a shell, without starting the program. */
export function completionScript(program: Command, shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bash(program);
    case 'zsh':
      return `#compdef ${program.name()}\nautoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
    case 'fish':
      return fish(program);
  }
}

/** All that --help lists, `help` and `--help` itself with it. */
const commandsOf = (program: Command): Command[] => new Help().visibleCommands(program);
const optionsOf = (command: Command): Option[] => new Help().visibleOptions(command);

/** What a command takes as its argument, where that is one of some words. */
function argumentsOf(command: Command, program: Command): readonly string[] {
  if (command.name() === 'help') return program.commands.map((other) => other.name());
  return command.registeredArguments[0]?.argChoices ?? [];
}

function bash(program: Command): string {
  const name = program.name();
  const commands = commandsOf(program);
  const words = (list: readonly string[]): string =>
    `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$current"))`;
  const cases = (entries: readonly (readonly [pattern: string, list: readonly string[]])[]): string =>
    entries
      .filter(([, list]) => list.length > 0)
      .map(([pattern, list]) => `    ${pattern}) ${words(list)}; return ;;\n`)
      .join('');
  const values = commands.flatMap((command) =>
    command.options.flatMap((option) =>
      option instanceof WordOption && option.long
        ? [[`'${command.name()} ${option.long}'`, option.words] as const]
        : [],
    ),
  );
  const flags = commands.map((command) => [command.name(), optionsOf(command).map(flagOf)] as const);
  const args = commands.map((command) => [command.name(), argumentsOf(command, program)] as const);
  return `_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  case "$COMP_CWORD $current" in
${cases([
  ["'1 -'*", optionsOf(program).map(flagOf)],
  ["'1 '*", commands.map((command) => command.name())],
])}  esac
  case "$command $previous" in
${cases(values)}  esac
  case "$current $command" in
${cases(flags.map(([command, list]) => [`-*' ${command}'`, list]))}  esac
  case "$command" in
${cases(args)}  esac
}
complete -o default -F _${name} ${name}
`;
}

function fish(program: Command): string {
  const name = program.name();
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const flag = (option: Option, condition: string): string => {
    const spelling = option.long ? `-l ${option.long.slice(2)}` : `-s ${option.short!.slice(1)}`;
    const words =
      option instanceof WordOption
        ? ` -x -a ${quoted(option.words.join(' '))}`
        : option.required
          ? ' -r'
          : '';
    const [what] = option.description.split(/[:(]/);
    return `complete -c ${name} -n ${condition} ${spelling}${words} -d ${quoted(what!.trim())}`;
  };
  const lines = commandsOf(program).flatMap((command) => {
    const seen = quoted(`__fish_seen_subcommand_from ${command.name()}`);
    const args = argumentsOf(command, program);
    return [
      `complete -c ${name} -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(command.description())}`,
      ...optionsOf(command).map((option) => flag(option, seen)),
      ...(args.length > 0 ? [`complete -c ${name} -n ${seen} -f -a ${quoted(args.join(' '))}`] : []),
    ];
  });
  const own = optionsOf(program).map((option) => flag(option, '__fish_use_subcommand'));
  return `${[...own, ...lines].join('\n')}\n`;
}

function flagOf({
  long,
  short,
}: {
  readonly long?: string | undefined;
  readonly short?: string | undefined;
}): string {
  return long ?? short!;
}
