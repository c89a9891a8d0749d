// Looks up the user that an app runs as: offers those it can run as, and says of the others why it cannot.
import { Combobox, Text, TextInput, type TextInputProps, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Candidate } from "../../../contract/setup-apps.ts";
import { useAsk } from "../../kit/ask.ts";

const LOOK_UP_AFTER_MS = 150;

export function RunAs({
  value,
  onChange,
  ...others
}: Omit<TextInputProps, "value" | "onChange"> & {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [words] = useDebouncedValue(value, LOOK_UP_AFTER_MS);
  const { data } = useAsk("runAsCandidates", { query: { words } }, { enabled: combobox.dropdownOpened });
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(username) => {
        onChange(username);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          {...others}
          value={value}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            onChange(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah="18rem" style={{ overflowY: "auto" }} aria-label="Users">
          {data?.users.map((user) => (
            <Combobox.Option key={user.username} value={user.username} disabled={user.why !== null}>
              <CandidateLine user={user} />
            </Combobox.Option>
          ))}
          {data?.users.length === 0 && (
            <Combobox.Empty>No user has these words in the name. Setup's page Users makes one.</Combobox.Empty>
          )}
          {data?.more && <Combobox.Footer>There are more: type more of the name.</Combobox.Footer>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function CandidateLine({ user: { username, name, why } }: { readonly user: Candidate }) {
  return (
    <>
      <Text size="sm" component="div">
        {username}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {why === null ? name : `${name}. Not eligible: ${why}`}
      </Text>
    </>
  );
}
