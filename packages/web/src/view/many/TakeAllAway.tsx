import { manyExportNames, manyExports } from '../../data/exports.ts';
import { records } from '../../state/many.ts';
import { save } from '../parts/save.ts';

/** All records so far, as files. */
export function TakeAllAway() {
  return (
    <p>
      Take them away{' '}
      {manyExportNames.map((name) => (
        <button
          key={name}
          type="button"
          disabled={records.value.length === 0}
          onClick={() =>
            void manyExports[name](records.value).then((content) => save(content, `explanations.${name}`))
          }
        >
          {name.toUpperCase()}
        </button>
      ))}
    </p>
  );
}
