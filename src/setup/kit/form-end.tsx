// The end of a form: why the server refused it, the button that saves it, and the way out.
import { Button, Group } from "@mantine/core";
import { Problem } from "./answer.tsx";

export function FormEnd({
  saving,
  error,
  onCancel,
}: {
  readonly saving: boolean;
  readonly error: Error | null;
  readonly onCancel: () => void;
}) {
  return (
    <>
      {error && <Problem error={error} />}
      <Group>
        <Button type="submit" loading={saving}>
          Save
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </>
  );
}
