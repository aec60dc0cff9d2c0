export { attention } from './forward.ts';
export { attentionGrad } from './gradient.ts';
