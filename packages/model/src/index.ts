/** The folder of the bundled model: a small BERT that tells the sentiment of film reviews, in Hugging Face layout. */
export const bundledModel = new URL('../model/', import.meta.url);
