import type { AnyVariables, Client, OperationResult, TypedDocumentNode } from '@urql/core';
import type { PageOf } from '../live/paged.js';
import { troubleOf, type Trouble } from '../live/trouble.js';

/** Every row of a connection, page by page; or why it could not be read to its end. */
export async function allRows<Data, Variables extends AnyVariables & object, Row>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: (after: string | null) => Variables,
  page: (data: Data) => PageOf<Row>,
): Promise<{ readonly rows: readonly Row[] } | { readonly trouble: Trouble }> {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { data, error }: OperationResult<Data> = await client.query(document, variables(after)).toPromise();
    if (!data) return { trouble: error ? troubleOf(error) : { code: 'NETWORK', zh: '', en: '' } };
    const { rows: some, next } = page(data);
    rows.push(...some);
    if (next === null) return { rows };
    after = next;
  }
}
