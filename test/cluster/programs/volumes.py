"""Writes into a claim from the driver and reads it there again, and says on which claim's folder each executor keeps its blocks."""

import os

from pyspark.sql import SparkSession


def mounts():
    with open("/proc/self/mounts", encoding="utf-8") as table:
        return {fields[1]: fields[0] for fields in map(str.split, table)}


def local_folder(_):
    folder = os.environ["SPARK_LOCAL_DIRS"]
    return any(folder.startswith(path) for path in mounts() if path.startswith("/blocks"))


if __name__ == "__main__":
    with SparkSession.builder.getOrCreate() as spark:
        context = spark.sparkContext
        with open("/claim/driver.txt", "w", encoding="utf-8") as file:
            file.write("written by the driver")
        pairs = context.parallelize(range(100), 4).map(lambda n: (n % 7, n)).reduceByKey(lambda a, b: a + b).count()
        print(f"shuffled into {pairs}", flush=True)
        print(f"blocks on the claim: {context.parallelize([0], 1).map(local_folder).first()}", flush=True)
