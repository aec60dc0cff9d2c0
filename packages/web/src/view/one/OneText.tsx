import { compare, endComparison, first, second } from '../../state/page.ts';
import { Answer } from '../explained/Answer.tsx';
import { Ask } from './Ask.tsx';

/** A text, and what moved its prediction; two side by side where they are compared. */
export function OneText() {
  const other = second.value;
  return (
    <>
      <div class={other ? 'pair-of-subjects' : ''}>
        <section aria-label={other ? 'First explanation' : 'Explanation'}>
          <Ask subject={first} />
          <Answer subject={first} />
        </section>
        {other && (
          <section aria-label="Second explanation">
            <Ask subject={other} />
            <Answer subject={other} />
          </section>
        )}
      </div>
      <p class="comparing">
        {other ? (
          <button type="button" onClick={endComparison}>
            End the comparison
          </button>
        ) : (
          <>
            <button type="button" onClick={compare}>
              Compare with another
            </button>{' '}
            <span>text, target, method or baseline, side by side</span>
          </>
        )}
      </p>
    </>
  );
}
