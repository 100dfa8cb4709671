"""Keeps executors busy with small tasks, says of each that it works, and ends as its argument says: once another than the first has, or never."""

import os
import sys

from pyspark.sql import SparkSession

if __name__ == "__main__":
    # An executor that is told to end refuses tasks before its driver knows, and Spark counts each of them as failed.
    with SparkSession.builder.config("spark.task.maxFailures", "1000000").getOrCreate() as spark:
        context = spark.sparkContext
        wanted = {"another": 2, "never": float("inf")}[sys.argv[1]]
        seen = set()
        while len(seen) < wanted:
            ids = context.parallelize(range(2), 2).map(lambda _: os.environ["SPARK_EXECUTOR_ID"]).collect()
            for new in set(ids) - seen:
                print(f"executor {new} works", flush=True)
            seen.update(ids)
        print("done", flush=True)
