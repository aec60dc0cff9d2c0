interface ChoiceProps<Value extends string> {
  readonly label: string;
  /** Values with what people read. */
  readonly options: readonly (readonly [value: Value, title: string])[];
  readonly value: Value;
  readonly choose: (value: Value) => void;
}

/** One of several values, in a list that opens. */
export function Choice<Value extends string>({ label, options, value, choose }: ChoiceProps<Value>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Value;
          // It shows what is so, which may stay as it was.
          event.currentTarget.value = value;
          choose(chosen);
        }}
      >
        {options.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
