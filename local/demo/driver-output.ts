/** Everything that the driver wrote, as the API server gives it. */
export const driverOutput = async (kubernetes: string, namespace: string, pod: string): Promise<string> => {
  const answer = await fetch(`${kubernetes}/api/v1/namespaces/${namespace}/pods/${pod}/log`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`the log of ${namespace}/${pod} cannot be read: ${text}`)
  return text
}
