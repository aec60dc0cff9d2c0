// usage: node scripts/picture.mjs > docs/explain.svg
// The picture of the README: what `gradlens explain` really prints, as SVG.
import { execFileSync } from 'node:child_process';

const text = "It's a heartfelt film about love, loss, and legacy";
const cli = new URL('../packages/cli/dist/main.js', import.meta.url).pathname;
const output = execFileSync(process.execPath, [cli, 'explain', '--quiet', text], {
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '3' },
  stdio: ['ignore', 'pipe', 'ignore'],
});

const LINE = 19;
const WIDTH = 700;
const lines = [`$ gradlens explain "${text}"`, '', ...output.trimEnd().split('\n')];
const rows = lines.map(
  (line, i) => `<text x="16" y="${(i + 1) * LINE + 10}" xml:space="preserve">${spans(line)}</text>`,
);
const height = lines.length * LINE + 28;
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>What gradlens explain prints for: ${escaped(text)}</title>
<rect width="100%" height="100%" rx="8" fill="#16181d"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dae0">
${rows.join('\n')}
</g>
</svg>
`);

/**
 * A line with its escape sequences (https://en.wikipedia.org/wiki/ANSI_escape_code#SGR) as spans.
 *
 * @param {string} line
 */
function spans(line) {
  // oxlint-disable-next-line no-control-regex
  const parts = line.split(/\u001b\[([\d;]*)m/);
  let style = '';
  return parts
    .map((part, i) => {
      if (i % 2 === 0) return part === '' ? '' : `<tspan${style}>${escaped(part)}</tspan>`;
      style = styleOf(part.split(';').map(Number));
      return '';
    })
    .join('');
}

/** @param {number[]} codes */
function styleOf(codes) {
  const color =
    codes.indexOf(38) >= 0 && codes[codes.indexOf(38) + 1] === 2
      ? codes.slice(codes.indexOf(38) + 2, codes.indexOf(38) + 5)
      : undefined;
  const flags = color ? codes.slice(0, codes.indexOf(38)) : codes;
  return [
    flags.includes(1) ? ' font-weight="bold"' : '',
    flags.includes(2) ? ' opacity="0.6"' : '',
    flags.includes(4) ? ' text-decoration="underline"' : '',
    color ? ` fill="rgb(${color.join(',')})"` : '',
  ].join('');
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
