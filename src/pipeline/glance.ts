let glances = 0;

/** Whether what is being collected is for somebody who only looks: no window ends for them. */
export function isGlance(): boolean {
  return glances > 0;
}

/** Runs callbacks for one who only looks. */
export async function glancing<T>(collect: () => Promise<T>): Promise<T> {
  glances++;
  try {
    return await collect();
  } finally {
    glances--;
  }
}
