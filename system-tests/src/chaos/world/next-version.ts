/** A contract as its next version may be: with one more field, which old readers leave out and new ones fill in. */
export function nextVersionOf(schemaText: string): string {
  const schema = JSON.parse(schemaText);
  const added = { name: 'addedLater', type: ['null', 'string'], default: null };
  return JSON.stringify({ ...schema, fields: [...schema.fields, added] });
}
