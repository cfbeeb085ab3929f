// Owns: work done without root's rights, where a test runs as root. Leaves to others: what may not be done then.

/** Does `work` as somebody whom permissions hold back: root they do not. */
export async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const root = process.getuid!() === 0;
  if (root) process.seteuid!(65534);
  try {
    await work();
  } finally {
    if (root) process.seteuid!(0);
  }
}
