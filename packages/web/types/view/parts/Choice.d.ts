interface ChoiceProps<Value extends string> {
    readonly label: string;
    /** Values with what people read. */
    readonly options: readonly (readonly [value: Value, title: string])[];
    readonly value: Value;
    readonly choose: (value: Value) => void;
    readonly disabled?: boolean;
}
/** One of several values, in a list that opens. */
export declare function Choice<Value extends string>({ label, options, value, choose, disabled, }: ChoiceProps<Value>): import("preact").JSX.Element;
export {};
