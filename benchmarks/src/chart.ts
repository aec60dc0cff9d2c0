/** An SVG picture of so many pixels that follows the reader's colour scheme; `styles` are CSS beside that of text, titles, paper and grid. */
export function chart(
  {
    width,
    height,
    title,
    description,
    styles = '',
  }: {
    readonly width: number;
    readonly height: number;
    readonly title: string;
    readonly description: string;
    readonly styles?: string;
  },
  content: string,
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${description}</desc>
<style>
text { fill: #1f2328; font: 13px system-ui, sans-serif; }
.title { font-weight: bold; }
.paper { fill: #ffffff; }
.grid { stroke: #d0d7de; }
${styles}@media (prefers-color-scheme: dark) {
  text { fill: #d7dae0; }
  .paper { fill: #16181d; }
  .grid { stroke: #3a3f47; }
}
</style>
<rect class="paper" width="100%" height="100%" rx="8"/>
${content}
</svg>
`;
}

/** Tenths of a pixel. */
export function rounded(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}
