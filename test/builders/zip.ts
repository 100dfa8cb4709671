import { crc32, deflateRawSync } from 'node:zlib'

const local = (name: Buffer, raw: Buffer, packed: Buffer): Buffer => {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(8, 8)
  header.writeUInt32LE(crc32(raw), 14)
  header.writeUInt32LE(packed.length, 18)
  header.writeUInt32LE(raw.length, 22)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, name, packed])
}

const central = (name: Buffer, raw: Buffer, packed: Buffer, offset: number): Buffer => {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt16LE(8, 10)
  header.writeUInt32LE(crc32(raw), 16)
  header.writeUInt32LE(packed.length, 20)
  header.writeUInt32LE(raw.length, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, name])
}

/** A zip file with these entries, in this order. */
export const zip = (files: Readonly<Record<string, string | Buffer>>): Buffer => {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const [name, raw] = [Buffer.from(path), Buffer.from(content)]
    const packed = deflateRawSync(raw)
    centrals.push(central(name, raw, packed, offset))
    locals.push(local(name, raw, packed))
    offset += locals.at(-1)?.length ?? 0
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(centrals.length, 8)
  end.writeUInt16LE(centrals.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

/** A jar with a manifest of these attributes, beside the other files. */
export const jar = (manifest: Readonly<Record<string, string>>, files: Record<string, string | Buffer> = {}): Buffer =>
  zip({
    'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\n${Object.entries(manifest)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
    ...files,
  })
