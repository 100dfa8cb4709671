import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Certificates {
  readonly authority: string
  readonly serverCertificate: string
  readonly serverKey: string
  readonly clientCertificate: string
  readonly clientKey: string
}

/** An authority, a server of 127.0.0.1 and kubernetes.test, and the client `submitter`, made by openssl. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'))
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const issue = async (name: string, subject: string, extensions: string) => {
    await writeFile(join(folder, `${name}.ext`), extensions)
    await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject)
    const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial']
    await openssl('x509', '-req', '-in', `${name}.csr`, ...authority, '-out', `${name}.crt`, '-extfile', `${name}.ext`)
  }
  try {
    await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=authority')
    await issue('server', '/CN=server', 'subjectAltName=IP:127.0.0.1,DNS:kubernetes.test')
    await issue('client', '/CN=submitter', 'extendedKeyUsage=clientAuth')
    const read = (file: string) => readFile(join(folder, file), 'utf8')
    return {
      authority: await read('ca.crt'),
      serverCertificate: await read('server.crt'),
      serverKey: await read('server.key'),
      clientCertificate: await read('client.crt'),
      clientKey: await read('client.key'),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
