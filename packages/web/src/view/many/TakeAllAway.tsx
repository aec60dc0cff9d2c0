import { manyExportNames, manyExports } from '../../data/exports.ts';
import { manyFailure, wholeRecords } from '../../state/many.ts';
import { messageOf } from '../../compute/errors.ts';
import { save } from '../parts/save.ts';

/** All records so far, as files. */
export function TakeAllAway() {
  const download = async (name: (typeof manyExportNames)[number]): Promise<void> => {
    try {
      save(await manyExports[name](wholeRecords.value), `explanations.${name}`);
    } catch (error) {
      manyFailure.value = messageOf(error);
    }
  };
  return (
    <p>
      Take them away{' '}
      {manyExportNames.map((name) => (
        <button
          key={name}
          type="button"
          disabled={wholeRecords.value.length === 0}
          onClick={() => void download(name)}
        >
          {name.toUpperCase()}
        </button>
      ))}
    </p>
  );
}
