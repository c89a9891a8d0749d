// A value that people carry elsewhere: shown whole, copied with one press.
import { ActionIcon, Button, Code, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import { Icon } from "./icon.tsx";

/** A labelled value with a button that copies it. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <Text size="sm" fw={600} component="div">
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="center">
        <Code aria-label={label} style={{ overflowWrap: "anywhere" }}>
          {value}
        </Code>
        <Copy label={label} value={value} />
      </Group>
    </div>
  );
}

/** The button alone, for rows of tables. */
export function Copy({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : `Copy ${label}`}>
          <ActionIcon variant="subtle" onClick={copy} aria-label={copied ? `${label} copied` : `Copy ${label}`}>
            <Icon name={copied ? "check" : "copy"} />
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** The same with words on it, below a block of text. */
export function CopyText({ value, children }: { readonly value: string; readonly children: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy} leftSection={<Icon name={copied ? "check" : "copy"} />}>
          {copied ? "Copied" : children}
        </Button>
      )}
    </CopyButton>
  );
}
