import { MAX_SCALE } from './exponential.ts';

/** The index of the exponential bucket of an amount at `MAX_SCALE`. */
export type IndexOf = (amount: number) => number;

let shared: IndexOf | undefined;

/**
 * The mapping for amounts above the zero bucket, which are normal numbers: exact for each of them,
 * bounds being inclusive above. At scale `MAX_SCALE - n` the index is `indexOf(amount) >> n`, exactly
 * (data model specification, perfect subsetting). Its tables take 3 kB and are made for the first
 * who asks.
 */
export function exponentialIndex(): IndexOf {
  shared ??= createIndex();
  return shared;
}

const BUCKETS_PER_OCTAVE = 1 << MAX_SCALE;
/** Equal parts of an octave, narrow enough for one border of a bucket at the most in each. */
const PART_BITS = MAX_SCALE + 1;
/** Bits of a double's fraction; 20 of them stand in its high word, after sign and exponent. */
const FRACTION_BITS = 52;
const HIGH_BITS = 20;
const HIGH_MASK = (1 << HIGH_BITS) - 1;
const PART_SHIFT = HIGH_BITS - PART_BITS;
const PART_MASK = (1 << PART_BITS) - 1;
const EXPONENT_BIAS = 1023;

/**
 * Reads exponent and fraction out of the double. A logarithm would be slower, and wrong beside the
 * borders: rounded at the size of the exponent, it is off by up to hundreds of neighbouring doubles.
 */
function createIndex(): IndexOf {
  const borders = bordersOfAnOctave();
  const before = bordersBeforeParts(borders);
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  const highWord = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
  const lowWord = 1 - highWord;
  return (amount) => {
    double[0] = amount;
    const high = words[highWord] as number;
    const fraction = (high & HIGH_MASK) * 2 ** 32 + (words[lowWord] as number);
    const border = before[(high >>> PART_SHIFT) & PART_MASK] as number;
    const bucket = fraction > (borders[border] as number) ? border : border - 1;
    return ((high >>> HIGH_BITS) - EXPONENT_BIAS) * BUCKETS_PER_OCTAVE + bucket;
  };
}

/** 2^(1/256), of which 128 bits stand behind the point. */
const ROOT = 0x100b1afa5abcbed6129ab13ec11dc9543n;
const ROOT_BITS = 128n;

/**
 * Where the buckets from 1 to 2 begin, as fractions of a double: the greatest that is not above the
 * border. `Math.pow` rounds, so that half of them would be too large by one.
 */
function bordersOfAnOctave(): Float64Array {
  const borders = new Float64Array(BUCKETS_PER_OCTAVE + 1);
  let border = 1n << ROOT_BITS;
  for (let bucket = 0; bucket < BUCKETS_PER_OCTAVE; bucket++) {
    borders[bucket] = Number(border >> (ROOT_BITS - BigInt(FRACTION_BITS))) - 2 ** FRACTION_BITS;
    border = (border * ROOT) >> ROOT_BITS;
  }
  borders[BUCKETS_PER_OCTAVE] = 2 ** FRACTION_BITS;
  return borders;
}

/** For each part of an octave the first border that is not below its beginning. */
function bordersBeforeParts(borders: Float64Array): Uint16Array {
  const partWidth = 2 ** (FRACTION_BITS - PART_BITS);
  let border = 0;
  return Uint16Array.from({ length: 1 << PART_BITS }, (_, part) => {
    while ((borders[border] as number) < part * partWidth) border++;
    return border;
  });
}
