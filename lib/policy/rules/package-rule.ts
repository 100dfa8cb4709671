import { parseList } from '../../conf/codecs/list.ts'
import { matchesAny } from '../glob.ts'
import type { Rule } from '../judged.ts'
import { refusedSetting } from '../violation.ts'

/** Maven coordinates that a driver may resolve: Spark looks for them in public repositories too, whatever it is told. */
export const packageRule: Rule = ({ settings, tenant: { packages } }) =>
  settings
    .filter(({ key }) => key === 'spark.jars.packages')
    .flatMap(({ key, value, from }) => parseList(value).map((coordinate) => ({ key, value: coordinate, from })))
    .filter(({ value }) => !matchesAny(packages, value))
    .map((setting) =>
      refusedSetting(
        'package',
        setting,
        packages.length === 0
          ? 'the policy lets drivers resolve no packages: drop the jar and name it in spark.jars'
          : `the policy allows ${packages.join(', ')}`,
      ),
    )
