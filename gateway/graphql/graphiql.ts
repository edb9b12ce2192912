/**
 * The GraphiQL page for development, whole in itself: it loads nothing from elsewhere. The package weighs nine megabytes
 * and is read when somebody first opens the page.
 */
export async function graphiqlPage(): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({ title: '智慧区城 GraphiQL', endpoint: '/graphql', subscriptionsProtocol: 'WS' });
}
