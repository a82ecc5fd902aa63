import { describe, expect, it } from 'vitest';
import { inTurns, nextTurn, Turn } from '../../../src/foundation/turns.ts';

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('a turn', () => {
  it('is over once a millisecond has passed, and begins anew in the next', async () => {
    const turn = new Turn();
    work(1);
    expect(turn.isOver).toBe(true);
    let isNext = false;
    setImmediate(() => {
      isNext = true;
    });
    await turn.next();
    expect(isNext).toBe(true);
    work(1);
    expect(turn.isOver).toBe(true);
  });

  it('comes after what the app has waiting', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('app'));
    await nextTurn();
    order.push('agent');
    expect(order).toEqual(['app', 'agent']);
  });
});

describe('work in turns', () => {
  it('lets the event loop go round after each millisecond, and answers', async () => {
    let turns = 0;
    function* steps() {
      for (let step = 0; step < 5; step++) {
        setImmediate(() => turns++);
        work(1);
        yield;
        expect(turns).toBe(step + 1);
      }
      return 'done';
    }
    expect(await inTurns(steps())).toBe('done');
  });

  it('goes on in the turn of the work before it', async () => {
    const turn = new Turn();
    work(1);
    let hasTurned = false;
    setImmediate(() => {
      hasTurned = true;
    });
    function* small() {
      yield;
      return hasTurned;
    }
    expect(await inTurns(small(), turn)).toBe(true);
  });

  it('rejects with what it throws', async () => {
    function* failing() {
      yield;
      throw new Error('no');
    }
    await expect(inTurns(failing())).rejects.toThrow('no');
  });
});
