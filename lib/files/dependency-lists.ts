import { ARCHIVES, FILES, JARS, PY_FILES } from '../conf/catalogue/application.ts'
import type { DefaultedProperty } from '../conf/property.ts'

/** The settings that name files which Spark brings to the driver and its executors, in Spark's order. */
export const DEPENDENCY_LISTS: readonly DefaultedProperty<readonly string[]>[] = [JARS, FILES, ARCHIVES, PY_FILES]
