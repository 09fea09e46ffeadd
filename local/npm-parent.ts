/** Scripts of package.json that stay in the foreground. */
const scripts = ['start', 'dev'];

/**
 * Calls back when the shell that npm runs its scripts in has ended: npm passes SIGTERM to that shell, and
 * many a shell dies of it without a word to what it started. Without npm a process may outlive its parent.
 */
export function onNpmEnd(env: NodeJS.ProcessEnv, end: () => void, parent = () => process.ppid): () => void {
  if (!scripts.includes(env.npm_lifecycle_event ?? '')) return () => {};
  const first = parent();
  const timer = setInterval(() => {
    if (parent() === first) return;
    clearInterval(timer);
    end();
  }, 100);
  timer.unref();
  return () => clearInterval(timer);
}
