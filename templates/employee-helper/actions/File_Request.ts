// Files a repair request with the caretaker. Here it only gets a number; a real one is filed once for each `idempotencyKey`.
export default function fileRequest(inputs: { room: string; fault: string }) {
  return { request: `R-${inputs.room.replace(/\W/g, "")}` };
}
