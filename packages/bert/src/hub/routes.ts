import type { HubModel } from './modelId.ts';

/** The hub that everybody means. */
export const publicHub = 'https://huggingface.co';

/** Where the hub tells of a revision: its commit and its files. */
export function snapshotUrl(endpoint: string, { id, revision }: HubModel): string {
  return `${endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}`;
}

/** The same, with the contents that each file has. */
export function describedSnapshotUrl(endpoint: string, model: HubModel): string {
  return `${snapshotUrl(endpoint, model)}?blobs=true`;
}

/** Where a file is, or from where the hub redirects to its storage. */
export function fileUrl(endpoint: string, id: string, commit: string, fileName: string): string {
  return `${endpoint}/${id}/resolve/${commit}/${encodeURIComponent(fileName)}`;
}
