/** Runs `tools/export-recording.ts` as somebody at a prompt would. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

export interface ExportedRecording {
  events: { type: number; timestamp: number }[];
  /** What it said beside them. */
  notes: string;
}

/** Of a stack with its state in a folder, or, with `AFTERGLOW_PASSWORD` among `env`, as `args` say. */
export function exportRecording(args: readonly string[], env: Record<string, string>): ExportedRecording {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/export-recording.ts', ...args], {
    cwd: path.join(import.meta.dirname, '..'),
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The export ended with ${status}: ${stderr}`);
  return { events: JSON.parse(stdout), notes: stderr };
}
