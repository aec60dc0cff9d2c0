import type { Command } from 'commander';
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

function bash(program: Command): string {
  const name = program.name();
  const words = (list: readonly string[]): string =>
    `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$current"))`;
  const values = program.commands.flatMap((command) =>
    command.options.flatMap((option) =>
      option instanceof WordOption && option.long
        ? [`    '${command.name()} ${option.long}') ${words(option.words)}; return ;;`]
        : [],
    ),
  );
  const flags = program.commands.map(
    (command) => `      ${command.name()}) ${words(command.options.map(flagOf))} ;;`,
  );
  return `_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    ${words(program.commands.map((command) => command.name()))}
    return
  fi
  case "$command $previous" in
${values.join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$command" in
${flags.join('\n')}
    esac
  fi
}
complete -o default -F _${name} ${name}
`;
}

function fish(program: Command): string {
  const name = program.name();
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = program.commands.flatMap((command) => [
    `complete -c ${name} -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(command.description())}`,
    ...command.options.map((option) => {
      const flag = option.long ? `-l ${option.long.slice(2)}` : `-s ${option.short!.slice(1)}`;
      const words =
        option instanceof WordOption
          ? ` -x -a ${quoted(option.words.join(' '))}`
          : option.required
            ? ' -r'
            : '';
      const [what] = option.description.split(/[:(]/);
      return `complete -c ${name} -n '__fish_seen_subcommand_from ${command.name()}' ${flag}${words} -d ${quoted(what!.trim())}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
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
