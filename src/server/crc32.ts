/** The polynomial of gzip's CRC-32, bits reflected as usual: bit 31 is x⁰. */
const POLYNOMIAL = 0xedb88320;
const ONE = 1 << 31;
const X_TO_THE_8TH = 1 << 23;

/** x to the powers of 8 · 1, 8 · 2, 8 · 4 …, as far as they were needed. */
const squares = [X_TO_THE_8TH];

/**
 * By what a checksum is multiplied when `length` further bytes follow: x to the power of 8 · length,
 * modulo the polynomial. Worth keeping with the bytes.
 */
export function shiftOf(length: number): number {
  let shift = ONE;
  for (let bit = 0, rest = length; rest > 0; bit++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiply(squareAt(bit), shift);
  }
  return shift;
}

function squareAt(bit: number): number {
  let square = squares[bit];
  if (square === undefined) {
    const root = squareAt(bit - 1);
    square = multiply(root, root);
    squares[bit] = square;
  }
  return square;
}

/** The checksum of bytes and others after them, whose checksum is `next` and shift is `shift`. */
export function combine(crc: number, next: number, shift: number): number {
  return (multiply(shift, crc) ^ next) >>> 0;
}

/** The product of two polynomials over GF(2), modulo gzip's. */
function multiply(one: number, other: number): number {
  let product = 0;
  let factor = other;
  for (let bits = one; bits !== 0; bits <<= 1) {
    if (bits < 0) product ^= factor;
    factor = (factor >>> 1) ^ (factor & 1 ? POLYNOMIAL : 0);
  }
  return product;
}
