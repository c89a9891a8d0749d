// Records by their address: the types there are, and one record by its id.
import { DATA_PATH, type DataObjects, type DataRecord, DataRefused } from "../contract/data-api.ts";
import { normalizeId } from "../contract/ids.ts";
import { nameIn, objectNamed, objects } from "./objects.ts";
import { type Reader, readRecord } from "./query.ts";

/** The types of record. All are read here, and changed elsewhere. */
export const listObjects = ({ version }: Pick<Reader, "version">): DataObjects => ({
  encoding: "UTF-8",
  sobjects: Object.values(objects).map(({ type, prefix }) => ({
    name: type,
    keyPrefix: prefix,
    queryable: true,
    retrieveable: true,
    createable: false,
    updateable: false,
    deletable: false,
    urls: { rowTemplate: `${DATA_PATH}/v${version}/sobjects/${type}/{ID}` },
  })),
});

/**
 * One record, by the name of its type in any case and its id of 15 or 18 characters; `fields` are names between commas.
 * Refuses with `NOT_FOUND` or `INVALID_FIELD`.
 */
export async function recordAt(
  reader: Reader,
  typeName: string,
  idText: string,
  fields: string | undefined,
): Promise<DataRecord> {
  const object = objectNamed(typeName);
  if (!object) throw new DataRefused("NOT_FOUND", "The requested resource does not exist");
  const names = fields?.split(",").map((written) => {
    const name = nameIn(object.fields, written.trim());
    if (name !== undefined) return name;
    throw new DataRefused("INVALID_FIELD", `No such column '${written.trim()}' on entity '${object.type}'`);
  });
  const id = normalizeId(idText, object.prefix);
  const record = id && (await readRecord(reader, object, id, names));
  if (!record) throw new DataRefused("NOT_FOUND", "The requested resource does not exist");
  return record;
}
