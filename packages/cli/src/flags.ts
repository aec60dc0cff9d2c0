import type { Notice } from '@gradlens/ig';

/** The library's names of options as the flags that they are here; those of `fields` are fields of a data set. */
export function withFlags(sentence: string, fields: readonly string[] = []): string {
  return sentence.replaceAll(/`(\w+)`/g, (_, name: string) =>
    fields.includes(name)
      ? `"${name}"`
      : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
}

/** A record whose notices name flags. */
export function noticesWithFlags<Result extends { readonly notices: readonly Notice[] }>(
  record: Result,
): Result {
  const notices = record.notices.map(({ code, message }) => ({ code, message: withFlags(message) }));
  return { ...record, notices };
}
