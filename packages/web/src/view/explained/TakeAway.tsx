import { useState } from 'preact/hooks';
import { linkTo } from '../../state/link.ts';
import { exportNames, exports } from '../../data/exports.ts';
import { messageOf } from '../../compute/errors.ts';
import { save } from '../parts/save.ts';
import type { ExplainedProps } from './props.ts';

/** What is shown, as files, and as a link. */
export function TakeAway({ subject, explanation }: ExplainedProps) {
  const [withText, setWithText] = useState(false);
  const [said, say] = useState('');
  const download = async (name: (typeof exportNames)[number]): Promise<void> => {
    try {
      save(await exports[name](explanation), `explanation.${name}`);
      say('');
    } catch (error) {
      say(messageOf(error));
    }
  };
  const copy = async (): Promise<void> => {
    const link = linkTo(subject, withText);
    try {
      await navigator.clipboard.writeText(link);
      say('The link is copied.');
    } catch {
      say(link);
    }
  };
  return (
    <div class="take-away">
      <p>
        Take it away{' '}
        {exportNames.map((name) => (
          <button key={name} type="button" onClick={() => void download(name)}>
            {name.toUpperCase()}
          </button>
        ))}
      </p>
      <p>
        <button type="button" onClick={() => void copy()}>
          Copy a link
        </button>{' '}
        <label>
          <input
            type="checkbox"
            checked={withText}
            onChange={(event) => setWithText(event.currentTarget.checked)}
          />{' '}
          with the text
        </label>{' '}
        <span role="status">{said}</span>
      </p>
    </div>
  );
}
