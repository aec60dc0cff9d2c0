/**
 * A page up to its heading. Its policy keeps it from asking the network for anything, and from running any script but what `scripts`, a directive of the
 * policy, allows, whatever may get into it.
 */
export function beginDocument(title: string, style: string, scripts?: string): string {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(scripts === undefined ? [] : [scripts]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gradlens">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
`;
}

/** The end of a page, with its scripts. */
export function endDocument(scripts = ''): string {
  return `</main>
${scripts}</body>
</html>
`;
}
