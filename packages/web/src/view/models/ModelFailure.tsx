import { modelFailure } from '../../state/model.ts';

/** What went wrong with a model, and another try where that may help. */
export function ModelFailure() {
  const failure = modelFailure.value;
  if (!failure) return null;
  return (
    <div class="failure beside">
      <p role="alert">{failure.message}</p>
      {failure.retry && (
        <button type="button" onClick={failure.retry}>
          Try again
        </button>
      )}
      <button type="button" class="quiet" onClick={() => (modelFailure.value = null)}>
        Dismiss
      </button>
    </div>
  );
}
