// The keys that work on every page.
import { Kbd, Modal, Table } from "@mantine/core";

const isApple = () => /Mac|iP(?:hone|ad)/.test(navigator.platform);

/** The key that goes with another, as this keyboard has it. */
export const modKey = (): string => (isApple() ? "⌘" : "Ctrl");

const keys = (): readonly (readonly [readonly string[], string])[] => [
  [["/"], "Go to Quick Find"],
  [["↓", "↑"], "Move along the pages that Quick Find shows"],
  [["Enter"], "Open the first page that Quick Find shows"],
  [[modKey(), "K"], "Search everything: pages, agents, apps, users, a session by its id, and things to do"],
  [["Esc"], "Close what is open, or empty Quick Find"],
  [["?"], "Show these keys"],
];

export function Shortcuts({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" centered>
      <Table>
        <Table.Tbody>
          {keys().map(([combination, does]) => (
            <Table.Tr key={does}>
              <Table.Th scope="row" w="7rem" fw={400}>
                {combination.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Th>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
