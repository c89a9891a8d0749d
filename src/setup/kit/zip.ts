// Puts texts into one archive in the ZIP format (PKWARE APPNOTE 4.3), stored without compression.
const encoder = new TextEncoder();

/** CRC-32 of bytes (ISO 3309), as the format asks for. */
function crcOf(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Numbers in little-endian order, each with its width in bytes. */
function fields(...numbers: readonly (readonly [value: number, width: 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(numbers.reduce((sum, [, width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, width] of numbers) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

export interface NamedText {
  readonly path: string;
  readonly text: string;
}

/** An archive of texts; names are UTF-8 (bit 11 of the flags), the date is the format's first day. */
export function zipOf(files: readonly NamedText[]): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { path, text } of files) {
    const [name, body] = [encoder.encode(path), encoder.encode(text)];
    const size = body.length;
    const common = fields([20, 2], [1 << 11, 2], [0, 2], [0, 2], [0x21, 2], [crcOf(body), 4], [size, 4], [size, 4]);
    const header = [fields([0x04034b50, 4]), common, fields([name.length, 2], [0, 2]), name, body];
    const rest = fields([name.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    directory.push(fields([0x02014b50, 4], [20, 2]), common, rest, name);
    parts.push(...header);
    offset += header.reduce((sum, { length }) => sum + length, 0);
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const { length: count } = files;
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [length, 4], [offset, 4], [0, 2]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
