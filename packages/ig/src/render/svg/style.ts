import { dark, light, senseColors, type Theme } from '../palette.ts';
import { fontFamily } from './metrics.ts';

const themed = ({ paper, ink, faint, rule, underline, full }: Theme) =>
  `.gradlens .paper { fill: ${paper}; stroke: ${rule}; }
.gradlens .ink { fill: ${ink}; }
.gradlens .faint { fill: ${faint}; }
.gradlens .underline { fill: ${underline}; }
.gradlens .marks { opacity: ${full}; }`;
const senses = Object.entries(senseColors)
  .map(([sense, color]) => `.gradlens .${sense} { fill: rgb(${color.join(', ')}); }`)
  .join('\n');

/** Begins with a class of its own, so that the picture can stand in a page. */
export const style = `
.gradlens { font-family: ${fontFamily}; forced-color-adjust: none; }
${senses}
${themed(light)}
@media (prefers-color-scheme: dark) {
${themed(dark)}
}
`;
