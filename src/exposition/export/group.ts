import { RESERVED_LABEL } from '../../store/descriptor.ts';
import type { Family, Series } from '../../store/family.ts';
import type { Part } from '../family-parts.ts';
import type { Group } from '../group.ts';
import { type FamilyWriter, walkGroup } from '../group-walk.ts';
import type { Row } from '../lines.ts';
import { expectSample } from '../sample-check.ts';
import type { PAUSE } from '../slice.ts';
import type { ExportedFamily } from './family.ts';
import { mergedGroups, type SeriesName } from './merged-series.ts';
import { type Relabelling, relabelling } from './relabelling.ts';

/**
 * The families of one name as they are pushed, told from each other as on the page: what is apart
 * from all others as it is, and the rest added up, each sum in the family of its first series. A
 * family that cannot be read is left out.
 */
export function* exportGroup(
  group: Group,
  families: readonly ExportedFamily[],
): Generator<typeof PAUSE, ExportedFamily[], void> {
  const walked = new Map<Family, WalkedFamily>(
    families.map((family) => [family, new WalkedFamily(family)]),
  );
  const readableOnes = () => [...walked.values()].filter(({ isReadable }) => isReadable);
  yield* walkGroup<typeof PAUSE>({
    group: { ...group, families: [...families] },
    writer: {
      isEmpty: false,
      familyOf(family) {
        const one = walked.get(family);
        if (one === undefined) throw new TypeError('a family of another group');
        return one.writer();
      },
      write(rows) {
        const readable = readableOnes();
        for (const [labels, row] of rows) readable.some((one) => one.takes(labels, row));
        return [];
      },
    },
    report: () => {},
  });
  return readableOnes().map((one) => one.end());
}

/** A family on its way through its group. */
class WalkedFamily {
  readonly #family: ExportedFamily;
  #all: readonly Part[] = [];
  readonly #relabellings = new Map<Part, Relabelling>();
  #apart: readonly Part[] | undefined;
  /** By labels, what may have to be added up. */
  readonly #names = new Map<string, SeriesName>();
  readonly #sums: (readonly [SeriesName, Row])[] = [];

  constructor(family: ExportedFamily) {
    this.#family = family;
  }

  /** Whether it was walked without a failure. */
  get isReadable(): boolean {
    return this.#apart !== undefined;
  }

  writer(): FamilyWriter<typeof PAUSE> {
    const { kind, parts } = this.#family;
    const check = expectSample(kind);
    return {
      kind,
      parts: (name) => this.#keep(parts.all(name)),
      rows: (some) => parts.rows(some, (part, series) => this.#labelsOf(part, series), check),
      write: (apart) => {
        this.#apart = apart;
        return [];
      },
    };
  }

  /** Takes a row for its own where it has a series with these labels. */
  takes(labels: string, row: Row): boolean {
    const name = this.#names.get(labels);
    if (name !== undefined) this.#sums.push([name, row]);
    return name !== undefined;
  }

  /** The family with what it has now: the groups of its source where nothing was to be added up. */
  end(): ExportedFamily {
    const apart = this.#apart ?? [];
    const isWhole = apart.length === this.#all.length;
    this.#family.show(
      isWhole ? undefined : [...apart.map(({ group }) => group), ...mergedGroups(this.#sums)],
    );
    return this.#family;
  }

  /** The parts, of which none is plain whose series need other attributes. */
  *#keep(parts: Generator<typeof PAUSE, Part[], void>) {
    const all = yield* parts;
    const reserved = RESERVED_LABEL[this.#family.kind];
    this.#all = all.map((part) => {
      const relabelled = relabelling(part, reserved);
      if (relabelled === undefined) return part;
      const own = { ...part, isPlain: false };
      this.#relabellings.set(own, relabelled);
      return own;
    });
    return this.#all;
  }

  #labelsOf(part: Part, series: Series): string {
    const labels = part.shape.template.textOf(series);
    if (!this.#names.has(labels)) {
      const relabelled = this.#relabellings.get(part);
      const { keys } = relabelled ?? part.group;
      const attributes = relabelled?.attributesOf(series) ?? series.attributes;
      this.#names.set(labels, { keys, attributes });
    }
    return labels;
  }
}
