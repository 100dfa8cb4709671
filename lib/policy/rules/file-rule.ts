import { parseList } from '../../conf/codecs/list.ts'
import { DEPENDENCY_LISTS } from '../../files/dependency-lists.ts'
import { judgedUri } from '../file-uri.ts'
import { matchesAny } from '../glob.ts'
import type { Judged, Rule } from '../judged.ts'
import { refusedSetting, type Violation } from '../violation.ts'

const REPOSITORIES = 'spark.jars.repositories'
const LISTS: ReadonlySet<string> = new Set([...DEPENDENCY_LISTS.map(({ key }) => key), REPOSITORIES])
const GLOB_CHARACTER = /[*?[{\\]/

/** The policy's globs with their names filled in; those that name what is not known match nothing. */
const filesOf = ({ tenant, policy, request: { source, namespace } }: Judged): readonly string[] => {
  const bucket = source.kind === 's3' ? source.bucket : policy.dropBucket
  const uploadPath = policy.uploadPath?.replace(/^s3[an]:/, 's3:').replace(/\/+$/, '')
  const names: readonly (readonly [string, string | undefined])[] = [
    ['{bucket}', bucket],
    ['{uploadPath}', uploadPath],
    ['{namespace}', namespace],
  ]
  return tenant.files.flatMap((glob) => {
    if (names.some(([name, value]) => value === undefined && glob.includes(name))) return []
    return [names.reduce((text, [name, value]) => text.replaceAll(name, value ?? ''), glob)]
  })
}

/** A glob may stand for what lies below its fixed beginning, so the policy has to allow all of that. */
const allowsBelow = (allowed: string, uri: string): boolean => {
  if (allowed === '**') return true
  const [fixed = ''] = uri.split(GLOB_CHARACTER, 1)
  const folder = fixed.slice(0, fixed.lastIndexOf('/') + 1)
  return allowed.endsWith('/**') && matchesAny([allowed], `${folder}x`) && !/\*/.test(allowed.slice(0, -2))
}

/** Hadoop takes several slashes for one, S3 does not: both readings have to be allowed. */
const readings = (uri: string): readonly string[] => [
  uri,
  uri.replace(/^([a-z0-9]+:\/\/)(.*)$/s, (_, scheme: string, rest: string) => scheme + rest.replace(/\/{2,}/g, '/')),
]

/** Why a job may not have this file, or undefined where it may. */
const problemOf = (written: string, allowed: readonly string[]): string | undefined => {
  const judged = judgedUri(written)
  if ('problem' in judged) return judged.problem
  const { uri } = judged
  const isGlob = uri.startsWith('s3://') && GLOB_CHARACTER.test(uri)
  const isAllowed = readings(uri).every((reading) =>
    isGlob ? allowed.some((glob) => allowsBelow(glob, reading)) : matchesAny(allowed, reading),
  )
  return isAllowed ? undefined : `the policy allows files at ${allowed.join(', ') || 'no place'}`
}

const mainFile = ({ request: { main } }: Judged, allowed: readonly string[]): readonly Violation[] => {
  if (main.file !== undefined) {
    const problem = problemOf(main.file, allowed)
    const setting = { key: 'main.file', value: main.file, from: 'main.file' }
    return problem === undefined ? [] : [refusedSetting('file', setting, problem)]
  }
  const uri = `class:${main.class}`
  if (matchesAny(allowed, uri)) return []
  const setting = { key: 'main.class', value: main.class ?? '', from: 'main.class' }
  return [refusedSetting('file', setting, 'the policy lets jobs run no class of the image: name a jar in main.file')]
}

/** Main file, jars, files, archives, Python files and repositories: only from where the policy says. */
export const fileRule: Rule = (judged) => {
  const allowed = filesOf(judged)
  const listed = judged.settings
    .filter(({ key }) => LISTS.has(key))
    .flatMap(({ key, value, from }) => parseList(value).map((uri) => ({ key, value: uri, from })))
  return [
    ...mainFile(judged, allowed),
    ...listed.flatMap((setting) => {
      const problem = problemOf(setting.value, allowed)
      return problem === undefined ? [] : [refusedSetting('file', setting, problem)]
    }),
  ]
}
