import { javaTrim } from './java-trim.ts'

/** The entries of a comma-separated list, without the spaces around them and without empty ones, as Spark reads lists. */
export const parseList = (text: string): readonly string[] =>
  text
    .split(',')
    .map(javaTrim)
    .filter((entry) => entry !== '')
