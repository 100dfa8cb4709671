"""Runs small jobs until tasks have run on as many different executors as the argument says."""

import os
import sys
import time

from pyspark import SparkConf, SparkContext


def where(_):
    time.sleep(0.2)
    return int(os.environ["SPARK_EXECUTOR_ID"])


wanted = int(sys.argv[1])
# An executor that is told to end refuses tasks before its driver knows, and Spark counts each of them as failed.
sc = SparkContext(conf=SparkConf().set("spark.task.maxFailures", "1000000"))
seen = set()
deadline = time.monotonic() + 120
while len(seen) < wanted and time.monotonic() < deadline:
    seen |= set(sc.parallelize(range(4), 4).map(where).collect())
    print("seen so far:", len(seen), flush=True)
sc.stop()
print("seen executors:", *sorted(seen), flush=True)
sys.exit(0 if len(seen) >= wanted else 3)
