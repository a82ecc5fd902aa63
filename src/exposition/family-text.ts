import type { FamilyKind } from '../store/descriptor.ts';
import type { Family, Series, SeriesBlock, SeriesGroup } from '../store/family.ts';
import type { Group } from './groups.ts';
import { LabelTemplate } from './label-template.ts';
import { type LabelEntry, labelText } from './labels.ts';
import { type AppendLines, bucketsOf, lineWriter } from './lines.ts';
import { type Slice, StablePiece } from './slice.ts';

/** From about this many lines on, looking for the old text costs less than writing it anew. */
const LEAST_STABLE_LINES = 48;
/** Lines of a histogram's series beside its bounded buckets: +Inf, sum and count. */
const FURTHER_LINES = 3;

type LabelsOf = (series: Series) => string;

/** A block, and how the labels of its series are written. */
interface Run {
  readonly block: SeriesBlock;
  readonly labelsOf: LabelsOf;
}

/** A block's text as it was, and what it was made of. */
interface Written {
  readonly version: number;
  readonly head: string;
  readonly piece: StablePiece;
}

/** What a family puts on the page, with what is kept of that from page to page. */
export class FamilyText {
  readonly kind: FamilyKind;
  /** What every line says of the scope, and the names of these labels. */
  readonly scopeText: string;
  readonly scopeLabels: string;
  readonly #family: Family;
  readonly #isHistogram: boolean;
  readonly #append: AppendLines;
  readonly #linesEach: number;
  readonly #scope: readonly LabelEntry[];
  readonly #reserved: string | undefined;
  /** By a group's keys. */
  readonly #templates = new WeakMap<readonly string[], LabelTemplate | undefined>();
  readonly #written = new WeakMap<SeriesBlock, Written>();

  constructor(group: Group, family: Family) {
    this.kind = family.kind;
    this.#family = family;
    this.#isHistogram = group.type === 'histogram';
    this.#append = lineWriter(group);
    this.#linesEach = this.#isHistogram ? family.descriptor.boundaries.length + FURTHER_LINES : 1;
    this.#scope = scopeEntries(family);
    this.scopeText = labelText(this.#scope);
    this.scopeLabels = this.#scope.map(([name]) => name).join();
    this.#reserved = this.#isHistogram ? 'le' : undefined;
  }

  /**
   * The blocks, where no two series of the family have one label text: each can be written without
   * looking at any other then, and need not be written again until it changes.
   */
  distinctRuns(): readonly Run[] | undefined {
    const runs: Run[] = [];
    const names = new Set<string>();
    for (const group of this.#family.groups()) {
      const template = this.#templateOf(group);
      if (template === undefined || names.has(template.names)) return undefined;
      names.add(template.names);
      const labelsOf: LabelsOf = (series) => template.textOf(series);
      for (const block of group.blocks()) runs.push({ block, labelsOf });
    }
    return runs;
  }

  /**
   * The lines of `distinctRuns`, after a header if there are any; returns what is left of that. A
   * series that ends and begins anew while they are written may stand there twice; Prometheus takes
   * the first.
   */
  *slices(runs: readonly Run[], header: string): Generator<Slice, string, void> {
    let head = header;
    for (const run of runs) {
      const lines = run.block.size * this.#linesEach;
      if (lines === 0) continue;
      yield lines < LEAST_STABLE_LINES ? this.#textOf(run, head) : this.#pieceOf(run, head);
      head = '';
    }
    return head;
  }

  /** Every series with its label text. Throws where one could not be written. */
  *rows(): Generator<readonly [labels: string, series: Series], void, void> {
    for (const group of this.#family.groups()) {
      const template = this.#templateOf(group);
      const labelsOf: LabelsOf = (series) => template?.textOf(series) ?? this.#labelText(series);
      for (const block of group.blocks()) {
        for (const series of block.series()) {
          if (this.#isHistogram) bucketsOf(series);
          yield [labelsOf(series), series];
        }
      }
    }
  }

  #pieceOf(run: Run, head: string): StablePiece {
    const { version } = run.block;
    const written = this.#written.get(run.block);
    if (written?.version === version && written.head === head) return written.piece;
    const piece = new StablePiece(() => this.#textOf(run, head));
    this.#written.set(run.block, { version, head, piece });
    return piece;
  }

  #textOf({ block, labelsOf }: Run, head: string): string {
    let text = head;
    for (const series of block.series()) text = this.#append(text, labelsOf(series), series);
    return text;
  }

  /** The template of a group whose series all differ in their label texts. */
  #templateOf({ keys, textsDiffer }: SeriesGroup): LabelTemplate | undefined {
    if (!textsDiffer) return undefined;
    if (!this.#templates.has(keys)) {
      this.#templates.set(keys, LabelTemplate.of(keys, this.#scope, this.#reserved));
    }
    return this.#templates.get(keys);
  }

  #labelText({ attributes }: Series): string {
    return labelText([...this.#scope, ...Object.entries(attributes)], this.#reserved);
  }
}

/** What the specification wants on every sample; nothing for what the scope doesn't say. */
function scopeEntries({ scope: { name, version = '', schemaUrl = '' } }: Family): LabelEntry[] {
  const entries: LabelEntry[] = [
    ['otel_scope_name', name],
    ['otel_scope_version', version],
    ['otel_scope_schema_url', schemaUrl],
  ];
  return entries.filter(([, value]) => value !== '');
}
