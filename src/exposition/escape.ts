const IN_LABEL_VALUE: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** A label value as it stands between quotes. Lone surrogates would not survive UTF-8: U+FFFD. */
export function escapeLabelValue(value: string): string {
  const text = value.isWellFormed() ? value : value.toWellFormed();
  return text.replace(/[\\"\n]/g, (character) => IN_LABEL_VALUE[character] ?? character);
}

/** A `# HELP` text, in which quotes stand as they are. */
export function escapeHelp(help: string): string {
  return help.toWellFormed().replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
