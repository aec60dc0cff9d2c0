/** What looks closer at a text that is explained. */
export { explainLayers, traceTargets, withoutWords } from '@gradlens/ig';
