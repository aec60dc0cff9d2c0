/** A text, and what moved its prediction; two side by side where they are compared. */
export declare function OneText(): import("preact").JSX.Element;
