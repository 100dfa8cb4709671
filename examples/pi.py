"""Estimates pi by throwing darts at a square, one task a slice. Argument: the number of slices (default 2)."""

import random
import sys

from pyspark.sql import SparkSession

DARTS_PER_SLICE = 100_000


def throw_darts(seat: int) -> int:
    dice = random.Random(seat)
    darts = ((dice.uniform(-1, 1), dice.uniform(-1, 1)) for _ in range(DARTS_PER_SLICE))
    return sum(1 for x, y in darts if x * x + y * y <= 1)


if __name__ == "__main__":
    slices = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    with SparkSession.builder.appName("pi").getOrCreate() as spark:
        hits = spark.sparkContext.parallelize(range(slices), slices).map(throw_darts).sum()
        print(f"Pi is roughly {4 * hits / (slices * DARTS_PER_SLICE)}")
