/* Waiting between attempts. */

const LONGEST = 30_000;

/** Milliseconds before the next attempt: doubling, with jitter so that a crowd does not come back as one. */
export function pauseBefore(attempt, seconds = 0) {
  const doubled = Math.min(LONGEST, 500 * 2 ** attempt);
  return Math.max(seconds * 1000, doubled * (0.5 + Math.random() / 2));
}

/** Resolves after the time, or as soon as the network is back or the page is looked at again. */
export function pause(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", onSeen);
      resolve();
    };
    const onSeen = () => document.visibilityState === "visible" && done();
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", onSeen);
  });
}
