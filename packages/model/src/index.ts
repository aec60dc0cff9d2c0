/** The folder of the bundled model: a small BERT that tells the sentiment of film reviews, in Hugging Face layout. */
export const bundledModel = new URL('../film-reviews/', import.meta.url);
