/** Attribute values that the store keeps; arrays have become JSON text on the way in. */
export type StoredValue = string | number | boolean;
/** A series' attributes: sanitised, frozen, keys in ascending order. */
export type StoredAttributes = Readonly<Record<string, StoredValue>>;
