import { type FileHandle, open } from 'node:fs/promises';
import { KNOWN_LIBRARIES } from './known-libraries.ts';

/** What a file of the app's own says of libraries. */
export interface FileScan {
  /** Those whose code is in it, told by texts of theirs. */
  readonly libraries: readonly string[];
  /** The files that it imports, as they stand there. */
  readonly imports: readonly string[];
}

/** Read and looked at in one turn of the event loop: a fraction of a millisecond. */
const SLICE_BYTES = 64 * 1024;
/** Of the slice before, so that nothing is missed that stands in both: longer than what is looked for. */
const OVERLAP_BYTES = 512;

/**
 * Relative ones, as bundlers write them for the parts of a bundle. Everything is bounded, and no two
 * parts of it take the same characters: a file of blanks alone is looked at as fast as any.
 */
const IMPORTS =
  /(?:\bfrom|\bimport|\brequire)\s{0,20}(?:\(\s{0,20})?["'](\.{1,2}\/[^"'\n]{1,400})["']/g;

/** Looks at a file from its beginning to its end, up to a number of bytes. Rejects where it can't be read. */
export async function scanFile(file: string, size: number): Promise<FileScan> {
  const handle = await open(file);
  try {
    return await scan(handle, size);
  } finally {
    await handle.close();
  }
}

async function scan(handle: FileHandle, size: number): Promise<FileScan> {
  const libraries = new Set<string>();
  const imports = new Set<string>();
  const buffer = Buffer.alloc(Math.min(size, SLICE_BYTES + OVERLAP_BYTES));
  for (let at = 0, kept = 0; at < size; ) {
    const most = Math.min(buffer.length - kept, size - at);
    // To wait for it lets the event loop go round.
    const { bytesRead } = await handle.read(buffer, kept, most, at);
    if (bytesRead === 0) break;
    const slice = buffer.subarray(0, kept + bytesRead);
    for (const name of librariesIn(slice)) libraries.add(name);
    for (const [, specifier = ''] of slice.toString('latin1').matchAll(IMPORTS))
      imports.add(specifier);
    at += bytesRead;
    kept = Math.min(slice.length, OVERLAP_BYTES);
    buffer.copyWithin(0, slice.length - kept, slice.length);
  }
  return { libraries: [...libraries], imports: [...imports] };
}

function librariesIn(content: Buffer): string[] {
  return KNOWN_LIBRARIES.flatMap(({ name, mark }) =>
    mark !== undefined && content.includes(mark) ? [name] : [],
  );
}
