"""Keeps executors busy with small tasks until one of the id that is named, or of a later one, has run one. Argument: that id, or never."""

import os
import sys

from pyspark.sql import SparkSession

if __name__ == "__main__":
    with SparkSession.builder.getOrCreate() as spark:
        context = spark.sparkContext
        seen = set()
        wanted = sys.argv[1]
        while not (wanted.isdigit() and any(int(executor) >= int(wanted) for executor in seen)):
            ids = context.parallelize(range(2), 2).map(lambda _: os.environ["SPARK_EXECUTOR_ID"]).collect()
            for new in set(ids) - seen:
                print(f"executor {new} works", flush=True)
            seen.update(ids)
        print("done", flush=True)
