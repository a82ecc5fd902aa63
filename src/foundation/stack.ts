/** Four kilobytes of the stack as arguments: more than what follows the check may need. */
const MUCH_STACK: readonly undefined[] = Array.from({ length: 512 }, () => undefined);

/**
 * Throws what the app's next call would throw too, where little is left of the stack. For before
 * changes that must not be made by half.
 */
export function assertStackIsLeft(): void {
  Reflect.apply(nothing, undefined, MUCH_STACK);
}

function nothing(): void {}
