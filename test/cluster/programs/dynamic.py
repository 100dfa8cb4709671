"""Asks for executors as Spark's dynamic allocation does: two at work, none when idle, then one of another profile."""

import os
import time

from pyspark.resource import ExecutorResourceRequests, ResourceProfileBuilder, TaskResourceRequests
from pyspark.sql import SparkSession

PATIENCE_S = 120


def executors(context):
    # The driver itself is one of them.
    return context._jsc.sc().getExecutorMemoryStatus().size() - 1


def wait_until(what, holds):
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"not so after {PATIENCE_S} s: {what}")
        time.sleep(0.1)
    print(what, flush=True)


def work(_):
    # Long enough that one executor cannot do it all before the second is there.
    time.sleep(5)
    return os.environ["SPARK_EXECUTOR_ID"]


if __name__ == "__main__":
    with SparkSession.builder.getOrCreate() as spark:
        context = spark.sparkContext
        ids = context.parallelize(range(4), 4).map(work).collect()
        print(f"worked on {len(set(ids))} executors", flush=True)
        wait_until("no executor is left", lambda: executors(context) == 0)
        builder = ResourceProfileBuilder()
        builder.require(ExecutorResourceRequests().cores(1).memory("600m"))
        builder.require(TaskResourceRequests().cpus(1))
        last = context.parallelize([0], 1).withResources(builder.build).map(work).first()
        print(f"executor {last} of the other profile worked", flush=True)
