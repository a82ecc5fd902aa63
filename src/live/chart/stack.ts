type Values = readonly (number | null)[];

/** Each line on top of those before it. Where a line has nothing, it adds nothing. */
export function stacked(lines: readonly Values[]): Values[] {
  const sums: number[] = [];
  return lines.map((values) =>
    values.map((value, at) => {
      if (value === null) return sums[at] ?? null;
      const sum = (sums[at] ?? 0) + value;
      sums[at] = sum;
      return sum;
    }),
  );
}
