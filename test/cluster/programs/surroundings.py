"""Prints as one line of JSON what the driver sees of its pod, and what an executor sees of its own.

Files to read are named by PROBE_FILES, with colons between them.
"""

import json
import os
import sys

from pyspark import SparkFiles
from pyspark.sql import SparkSession


def content(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        return f"{type(error).__name__}: {path}"


def mounts():
    with open("/proc/self/mounts", encoding="utf-8") as table:
        return {fields[1]: fields[2] for fields in map(str.split, table)}


def view():
    return {
        "env": dict(os.environ),
        "files": {path: content(path) for path in os.environ.get("PROBE_FILES", "").split(":") if path},
        "mounts": mounts(),
        "user": os.getuid(),
    }


def write(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("written by the driver")


if __name__ == "__main__":
    with SparkSession.builder.getOrCreate() as spark:
        context = spark.sparkContext
        if os.environ.get("PROBE_WRITES"):
            write(os.environ["PROBE_WRITES"])
        report = {
            "args": sys.argv[1:],
            "driver": view(),
            "executor": context.parallelize([0], 1).map(lambda _: view()).first(),
            "remoteFile": content(SparkFiles.get("remote.txt")),
            "appId": context.applicationId,
            "appName": context.appName,
        }
        print("REPORT " + json.dumps(report), flush=True)
