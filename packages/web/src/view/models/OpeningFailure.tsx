import { openingFailure } from '../../state/model.ts';

/** Why a model could not be opened, and another try where that may help. */
export function OpeningFailure() {
  const failure = openingFailure.value;
  if (!failure) return null;
  return (
    <div class="failure beside">
      <p role="alert">{failure.message}</p>
      {failure.retry && (
        <button type="button" onClick={failure.retry}>
          Try again
        </button>
      )}
    </div>
  );
}
