"""Runs a batch with Airflow's LivyOperator, asks for it again with LivyHook, and prints what became of it: file namespace."""

import json
import os
import sys

from airflow.providers.apache.livy.hooks.livy import LivyHook
from airflow.providers.apache.livy.operators.livy import LivyOperator
from requests_aws4auth import AWS4Auth

file, namespace = sys.argv[1:3]


def sigv4(login, password):
    """Signs as the connection's login and password, which are an access key and its secret."""
    return AWS4Auth(login, password, os.environ["AWS_REGION"], "execute-api")


class TaskInstance:
    """What the operator needs of the worker that runs it."""

    stats_tags = {}

    def __init__(self):
        self.pushed = {}

    def xcom_push(self, key, value):
        self.pushed[key] = value


key = {"Idempotency-Key": "airflow-run-1"}
submission = {"file": file, "args": ["2"], "num_executors": 1, "queue": namespace, "name": "airflow-pi"}
task = TaskInstance()
operator = LivyOperator(
    task_id="pi", **submission, livy_conn_auth_type=sigv4, extra_headers=key, polling_interval=1
)
batch_id = operator.execute({"ti": task})

hook = LivyHook(auth_type=sigv4, extra_headers=key)
again = hook.post_batch(**submission)
pages = []
start = 0
while True:
    page = hook.get_batch_logs(batch_id, start, 100)
    pages += page["log"]
    start += 100
    if start > page["total"]:
        break
print(
    json.dumps(
        {
            "id": batch_id,
            "again": again,
            "state": hook.get_batch_state(batch_id).value,
            "appId": task.pushed["app_id"],
            "log": pages,
        }
    )
)
