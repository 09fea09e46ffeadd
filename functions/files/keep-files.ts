import { createHash } from 'node:crypto';
import { ApiError } from '#contracts/errors.ts';
import { AskedFiles, AskedFilesBody, FileHash, keptFileLimits, type MissingFiles } from '#contracts/kept-file.ts';
import { isKnown, isNamed, keptFileObject } from '../shared/kept-file-items.ts';
import { type GuardedProjectDeps, guardedProject } from '../shared/limits/guarded-project.ts';
import { isOriginAllowed } from '../shared/origin.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import type { FileStore } from './file-store.ts';
import { fileType } from './file-type.ts';
import type { KnownFiles } from './known-file-store.ts';

/** A file is named, and erased with whoever named it, once each. */
const maxTries = 4;

export interface KeepFilesDeps extends GuardedProjectDeps {
  known: KnownFiles;
  files: FileStore;
}

export interface FileRequest {
  query: URLSearchParams;
  /** Names in small letters. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  /** ms */
  now: number;
}

/** Which of the files that the address asks for the project has not yet. */
export async function missingFiles(request: FileRequest, deps: KeepFilesDeps): Promise<MissingFiles> {
  // What a page asks of its own origin by GET has no Origin; without one, no other page could read the answer.
  const project = await projectOf(request, deps, request.headers.origin === undefined);
  const asked = AskedFiles.safeParse(request.query.get('f'));
  if (!asked.success) {
    throw new ApiError(
      'invalid_request',
      `query "f" is not 1 to ${keptFileLimits.asked} SHA-256 in hex, with commas between.`,
    );
  }
  return missingOf(project, asked.data.split(','), request.now, deps);
}

/** Which of the files that the body asks for the project has not yet. */
export async function missingFilesByBody(request: FileRequest, deps: KeepFilesDeps): Promise<MissingFiles> {
  const project = await projectOf(request, deps);
  const asked = AskedFilesBody.safeParse(parseJson(request.body));
  if (!asked.success) {
    throw new ApiError(
      'invalid_request',
      `Send {"files": [SHA-256 in hex, …]} with at most ${keptFileLimits.askedByBody} of them.`,
    );
  }
  return missingOf(project, asked.data.files, request.now, deps);
}

/** Keeps a file whose bytes have the hash that the address names, and are an image, a font or a stylesheet. */
export async function keepFile(request: FileRequest, deps: KeepFilesDeps): Promise<void> {
  const project = await projectOf(request, deps);
  const { body, now, query } = request;
  const hash = FileHash.safeParse(query.get('h'));
  if (!hash.success) throw new ApiError('invalid_request', 'query "h" is not the SHA-256 of the file in hex.');
  if (body.byteLength > keptFileLimits.bytes) {
    throw new ApiError('too_large', `A file that is kept has at most ${keptFileLimits.bytes} bytes.`);
  }
  if (createHash('sha256').update(body).digest('hex') !== hash.data) {
    throw new ApiError('invalid_request', 'The bytes do not have the hash that the address names.');
  }
  const type = fileType(body);
  if (!type) {
    throw new ApiError(
      'invalid_request',
      'Only images, fonts and stylesheets without secrets are kept, and these bytes are none of them.',
    );
  }
  let [item] = await deps.known.find(project.id, [hash.data]);
  if (item && isKnown(item, now / 1_000)) return;
  if (!(await deps.known.reserve(project.id, body.byteLength, now))) {
    throw new ApiError('quota_exceeded', 'The project has kept as many new files today as it may.');
  }
  for (let tries = 0; tries < maxTries; tries += 1) {
    const named = item !== undefined && isNamed(item);
    // The bytes first: what is noted as known is not sent again.
    await deps.files.put(keptFileObject(project.id, hash.data), body, type, named);
    if (await deps.known.note(project.id, hash.data, named, now)) return;
    [item] = await deps.known.find(project.id, [hash.data]);
  }
  throw new ApiError('unavailable');
}

async function missingOf(
  { id }: ProjectItem,
  files: readonly string[],
  now: number,
  { known }: KeepFilesDeps,
): Promise<MissingFiles> {
  const items = await known.find(id, files);
  const kept = new Set(items.filter((item) => isKnown(item, now / 1_000)).map(({ sk }) => sk));
  return { missing: [...new Set(files)].filter((hash) => !kept.has(hash)) };
}

async function projectOf(
  { query, headers, now }: FileRequest,
  deps: KeepFilesDeps,
  isOwnPage = false,
): Promise<ProjectItem> {
  const project = await guardedProject(headers, query.get('k') ?? '', now, deps);
  if (!project) throw new ApiError('unknown_key');
  if (!isOwnPage && !isOriginAllowed(headers.origin, project.origins)) throw new ApiError('origin_refused');
  if (project.settings.recording.assets === 'none') {
    throw new ApiError('forbidden', 'The project keeps no files of its pages; see Recording in its settings.');
  }
  return project;
}

function parseJson(body: Uint8Array): unknown {
  if (body.byteLength > 20_000) return undefined;
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
