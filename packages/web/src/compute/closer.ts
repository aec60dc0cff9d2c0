/** What looks closer at a text that is explained. */
export { explainLayers, tracePath, withoutWords } from '@gradlens/ig';
