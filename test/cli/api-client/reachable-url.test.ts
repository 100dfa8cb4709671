import { describe, expect, it } from 'vitest'
import { reachableUrl } from '../../../lib/cli/api-client/reachable-url.ts'

describe('the URL to call for that of a stack', () => {
  it.each([
    ['http://aa34d151.execute-api.localhost:4566', 'http://127.0.0.1:4566/_aws/execute-api/aa34d151'],
    ['http://aa34d151.execute-api.localhost:4566/prod/', 'http://127.0.0.1:4566/_aws/execute-api/aa34d151/prod'],
  ])('of an emulator is below its own address: %s', (url, reachable) => expect(reachableUrl(url)).toBe(reachable))

  it.each([
    'https://abc.execute-api.eu-west-1.amazonaws.com',
    'https://spark.example.com/api/',
    'http://localhost:8080',
    'https://abc.execute-api.localhost.example.com',
  ])('else is as it is: %s', (url) => expect(reachableUrl(url)).toBe(url))
})
