import type { HubModel } from './modelId.ts';

/** The hub that everybody means. */
export const publicHub = 'https://huggingface.co';

/** Where the hub tells of a revision: its commit and its files. */
export function snapshotUrl(endpoint: string, { id, revision }: HubModel): string {
  return `${endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}`;
}

/** Where a file is, or from where the hub redirects to its storage. */
export function fileUrl(endpoint: string, id: string, commit: string, fileName: string): string {
  return `${endpoint}/${id}/resolve/${commit}/${encodeURIComponent(fileName)}`;
}
