/** Whether an object of a sound JSON text has a key more than once. */
export function repeatsKey(json: string): boolean {
  const open: Set<unknown>[] = [];
  for (const [token, key] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const name: unknown = JSON.parse(key);
      const seen = open.at(-1)!;
      if (seen.has(name)) return true;
      seen.add(name);
    }
  }
  return false;
}
