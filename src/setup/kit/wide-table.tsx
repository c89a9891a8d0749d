// A table that scrolls sideways by itself where the screen is narrow, also by keyboard.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export function WideTable({
  label,
  heads,
  minWidth = 640,
  children,
}: {
  readonly label: string;
  readonly heads: readonly ReactNode[];
  /** Pixels below which it scrolls. */
  readonly minWidth?: number;
  /** The rows. */
  readonly children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section aria-label={label} tabIndex={0} style={{ overflowX: "auto" }}>
      <Table miw={minWidth} verticalSpacing="xs" highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name than their place
              <Table.Th key={at} scope="col">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  );
}
