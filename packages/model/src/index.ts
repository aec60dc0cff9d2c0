/** The folder of the bundled model, in Hugging Face layout: a `file:` URL in Node. */
export const modelFolder = new URL('../model/', import.meta.url);
