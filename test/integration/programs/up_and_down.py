"""Has much to do, then nothing until all executors are gone, then much to do again."""

import time

from pyspark import SparkContext

sc = SparkContext()


def work(name):
    sc.parallelize(range(6), 6).foreach(lambda _: time.sleep(3))
    print("done:", name, flush=True)


work("first")
# The driver itself is one of those who hold blocks.
while sc._jsc.sc().getExecutorMemoryStatus().size() > 1:
    time.sleep(0.2)
print("idle", flush=True)
work("second")
sc.stop()
