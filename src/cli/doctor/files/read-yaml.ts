import { parseDocument } from 'yaml';
import { type FileText, readFileText } from './read-file.ts';

/** What a YAML file says, or in one line why it says nothing. */
export type ReadYaml = { readonly value: unknown } | { readonly problem: string };

export function readYamlFile(file: string): ReadYaml {
  const read: FileText = readFileText(file);
  return 'problem' in read ? read : parseYamlText(read.text);
}

/** Other tools' own tags and double documents are no fault here: the first document counts. */
export function parseYamlText(text: string): ReadYaml {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: true });
  const [error] = document.errors;
  if (error === undefined) return toValue(document);
  const line = error.linePos?.[0].line;
  const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
  return { problem: `${line === undefined ? '' : `line ${line}: `}${what}` };
}

function toValue(document: ReturnType<typeof parseDocument>): ReadYaml {
  try {
    return { value: document.toJS({ maxAliasCount: 1000 }) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'it cannot be read' };
  }
}
