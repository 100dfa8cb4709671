/** Creates the namespace that the demo's jobs run in. */
export const createNamespace = async (kubernetes: string, name: string): Promise<void> => {
  const answer = await fetch(`${kubernetes}/api/v1/namespaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  })
  if (!answer.ok) throw new Error(`namespace ${name} cannot be created: ${await answer.text()}`)
}
