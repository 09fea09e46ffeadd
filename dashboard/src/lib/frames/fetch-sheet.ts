import { keptFilePath } from '#contracts/kept-file.ts';

/** The text of a stylesheet that was kept by its content; undefined when it is not there any more, or cannot be had now. */
export async function fetchSheet(project: string, hash: string): Promise<string | undefined> {
  try {
    const answer = await fetch(keptFilePath(project, hash));
    return answer.ok ? await answer.text() : undefined;
  } catch {
    // A page without one of its sheets is still worth seeing, and the player says what it left out.
    return undefined;
  }
}
