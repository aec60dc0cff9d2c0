import { dark, light, senseColors, type Theme } from '../palette.ts';

const variables = ({ paper, ink, faint, rule, underline, full }: Theme) =>
  `--paper: ${paper}; --ink: ${ink}; --faint: ${faint}; --rule: ${rule}; --underline: ${underline}; --full: ${full};`;
const senses = Object.entries(senseColors)
  .map(([sense, color]) => `.${sense} { --color: ${color.join(' ')}; }`)
  .join('\n');

/** Colours for light, for dark and for paper, as variables: those of the words as numbers, for use with an opacity. */
export const themes = `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
@media print { :root { ${variables(light)} } }
${senses}
`;

/** What all pages share. `--s` is a word's share of the strongest one, `--w` a bar's share of its column. */
const common = `${themes}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2.5rem clamp(1rem, 4vw, 3rem); background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
}
main { max-width: 80rem; margin: auto; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; }

.legend { margin: 0 0 2rem; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; color: var(--faint); font-size: .875rem; }
:root:not(:has(.records .for)) .of-for, :root:not(:has(.records .against)) .of-against, :root:not(:has(.records .either)) .of-either { display: none; }

mark { padding: .1em .15em; margin: 0 -.05em; border-radius: .2em; color: var(--ink); -webkit-box-decoration-break: clone; box-decoration-break: clone; }
mark, .layers td { background: rgb(var(--color) / calc(var(--s) * var(--full))); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
mark.against, .layers td.against { text-decoration: underline; text-decoration-color: var(--underline); text-decoration-thickness: max(1px, calc(var(--s) * .16em)); text-underline-offset: .22em; text-decoration-skip-ink: none; }
mark.special { font-family: ui-monospace, monospace; font-size: .8em; }
:root:has(.special-tokens :not(:checked)) mark.special { display: none; }

.tools { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: baseline; margin-bottom: 1rem; font-size: .875rem; }
.special-tokens { display: none; }
:root:has(mark.special) .special-tokens { display: block; }
.search { max-width: 100%; }
input[type=search] { font: inherit; color: inherit; background: transparent; border: 1px solid var(--faint); border-radius: .3rem; padding: .3rem .5rem; width: 20rem; max-width: 100%; }
output { display: inline-block; color: var(--faint); }

table { border-collapse: collapse; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 0; text-align: start; vertical-align: baseline; font-weight: inherit; }
.records { table-layout: fixed; }
.records > thead { color: var(--faint); font-size: .8125rem; line-height: 1.25; }
.records > thead th { vertical-align: bottom; }
.records > tbody > tr { border-top: 1px solid var(--rule); break-inside: avoid; }
.number { color: var(--faint); }
.records:not(:has(td.label:not(:empty))) .label { display: none; }
.predicted bdi { font-weight: 650; }
:is(td.score, td.delta, .predicted span) { font-variant-numeric: tabular-nums; white-space: nowrap; }
bdi, .text, .notice, dd { overflow-wrap: anywhere; }
[hidden] { display: none !important; }

.sortable button { all: unset; cursor: pointer; text-decoration: underline; text-decoration-color: var(--rule); text-underline-offset: .2em; }
.sortable button:focus-visible { outline: 2px solid; outline-offset: 2px; border-radius: 2px; }
[aria-sort] button { color: var(--ink); text-decoration-color: currentcolor; }
[aria-sort=ascending] button::after { content: ' ↑'; }
[aria-sort=descending] button::after { content: ' ↓'; }

.text { margin: 0; font: 1.125rem/1.75 Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif; max-width: 44rem; }
.text + .text { margin-top: .75rem; }
.notice { margin: .5rem 0 0; font-size: .875rem; padding-left: .75rem; border-left: 3px solid var(--faint); }
.failure { color: var(--faint); font-style: italic; }

details { margin-top: .75rem; font-size: .875rem; max-width: 44rem; }
summary { color: var(--faint); cursor: pointer; width: fit-content; }
details p { margin: 1rem 0; }
details table { margin-bottom: 1.5rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
details thead { color: var(--faint); }
details :is(th, td) { padding: .15rem 1rem .15rem 0; }
details :is(td, thead th:not(:first-child)) { text-align: end; white-space: nowrap; }
details :is(th, td):last-child { padding-right: 0; }
.bars tbody + :is(tbody, tfoot) { border-top: 1px solid var(--rule); }
.bars bdi, .layers bdi { display: inline-block; width: max-content; max-width: clamp(5rem, 24vw, 9rem); vertical-align: top; }
.bars .bar { min-width: 3rem; padding-right: 0; }
.bars .bar + td { padding-left: 1rem; }
.bars tbody .bar { width: 100%; background: linear-gradient(var(--faint), var(--faint)) calc(var(--zero) * 100%) 0 / 1px 100% no-repeat; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bars i { display: block; height: .7em; width: calc(var(--w) * 100%); margin-left: calc(var(--zero) * 100%); background: rgb(var(--color)); }
.bars i.against { margin-left: calc((var(--zero) - var(--w)) * 100%); }
.scrollable { overflow-x: auto; margin-bottom: 1.5rem; }
.layers { margin: 0; width: auto; }
.layers :is(th, td), .layers :is(th, td):last-child { padding: .15rem .5rem; }
.layers th:first-child { padding-left: 0; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: 5.5rem 1fr; }
dt { color: var(--faint); }
dd { margin: 0; }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--faint); font-size: .8125rem; max-width: 46rem; }

@media (forced-colors: active) {
  mark, .layers td { forced-color-adjust: none; background: Canvas; color: CanvasText; font-weight: calc(400 + 400 * var(--s)); }
  mark.against, .layers td.against { text-decoration-color: CanvasText; }
  .bars i { forced-color-adjust: none; background: CanvasText; }
}
`;

/** A record as a row of a table. */
const rows = `
.records > thead th { padding: 0 1.25rem .5rem 0; }
.records > tbody > tr > * { padding: 1rem 1.25rem 1rem 0; }
.records > * > tr > .number { width: 5rem; }
.records > * > tr > :is(.label, .predicted, .target) { width: 7.5rem; }
.records > * > tr > :is(.score, .delta) { width: 6.5rem; }
.predicted bdi { display: block; }
`;

/** A record as a card, where there is no room for a row. */
const cards = `
.records, .records > tbody { display: block; }
.records > thead { display: none; }
.records.sortable > thead { display: block; margin-bottom: 1rem; }
.records > thead tr { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.records > thead tr::before { content: 'Sort by'; }
.records > thead .words, td.label:empty { display: none; }
.records > tbody > tr { display: flex; flex-wrap: wrap; gap: .5rem 1.75rem; padding: 1.25rem 0 1.5rem; }
.records > tbody > tr > :is(.number, .words, .failure) { width: 100%; }
.records > tbody > tr > :not(.words, .failure, .number)::before { display: block; color: var(--faint); font-size: .75rem; }
td.label::before { content: 'True label'; }
td.predicted::before { content: 'Predicted label'; }
td.target::before { content: 'Attribution label'; }
td.score::before { content: 'Attribution score'; }
td.delta::before { content: 'Delta'; }
`;

const print = `
@media print {
  body { padding: 0; font-size: .875rem; }
  .tools, summary, .records.sortable > thead { display: none; }
}
`;

export const styleOfOne = `${common}${cards}
main { max-width: 46rem; }
.number { display: none; }
${print}`;

/** Places on a plot are shares of its width. */
export const styleOfEvaluation = `${common}
main { max-width: 52rem; }
h2 { margin: 2.5rem 0 0; font-size: 1.125rem; font-weight: 650; }
section p { margin: .25rem 0 .75rem; color: var(--faint); font-size: .875rem; }
section table { font-variant-numeric: tabular-nums; font-size: .9375rem; }
section thead { color: var(--faint); font-size: .8125rem; }
section tbody tr { border-top: 1px solid var(--rule); break-inside: avoid; }
section :is(th, td) { padding: .3rem 1rem .3rem 0; }
section td:nth-child(3), section thead :is(th, td):nth-child(3) { text-align: end; }
section td:nth-child(4) { color: var(--faint); white-space: nowrap; }
.better { color: rgb(${senseColors.for.join(' ')}); font-weight: 650; }
.plot { position: relative; width: 34%; min-width: 6rem; padding: 0; background: linear-gradient(var(--faint), var(--faint)) calc(var(--zero) * 100%) 0 / 1px 100% no-repeat; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.plot i { position: absolute; top: calc(50% - 1px); height: 2px; left: calc(var(--low) * 100%); width: calc((var(--high) - var(--low)) * 100%); background: rgb(${senseColors.for.join(' ')}); }
.plot b { position: absolute; top: calc(50% - .3rem); left: calc(var(--mean) * 100% - .3rem); width: .6rem; height: .6rem; border-radius: 50%; background: rgb(${senseColors.for.join(' ')}); }
@media (max-width: 40rem) { section :is(th, td):nth-child(4) { display: none; } }
@media (forced-colors: active) { .plot i, .plot b { forced-color-adjust: none; background: CanvasText; } }
${print}`;

export const styleOfMany = `${common}
@media (min-width: 60.01rem) {${rows}}
@media (max-width: 60rem) {${cards}}
${print}`;
