import type { ComponentChildren } from 'preact';
interface TabsProps<Name extends string> {
    readonly label: string;
    readonly className?: string;
    readonly tabs: readonly {
        readonly name: Name;
        readonly title: string;
    }[];
    readonly chosen: Name;
    readonly choose: (name: Name) => void;
    /** What the chosen one shows. */
    readonly children: ComponentChildren;
}
/** Tabs as the ARIA Authoring Practices have them: one stop for the Tab key, arrows from one to the next. */
export declare function Tabs<Name extends string>({ label, className, tabs, chosen, choose, children, }: TabsProps<Name>): import("preact").JSX.Element;
export {};
