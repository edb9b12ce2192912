import type { CounterFormQuery } from '../graphql/__generated__/operations.js';

/** A form that was opened for somebody at the counter. */
export type CounterOpened = Extract<CounterFormQuery['counterForm'], { readonly __typename: 'CounterForm' }>;
