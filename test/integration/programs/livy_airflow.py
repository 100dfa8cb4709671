"""Runs a batch with Airflow's LivyHook, as LivyOperator does, and prints what became of it: file namespace."""

import json
import os
import sys
import time

from airflow.providers.apache.livy.hooks.livy import LivyHook
from requests_aws4auth import AWS4Auth

file, namespace = sys.argv[1:3]


def sigv4(login, password):
    """Signs as the connection's login and password, which are an access key and its secret."""
    return AWS4Auth(login, password, os.environ["AWS_REGION"], "execute-api")


hook = LivyHook(auth_type=sigv4, extra_headers={"Idempotency-Key": "airflow-run-1"})
submission = {"file": file, "args": ["2"], "num_executors": 1, "queue": namespace, "name": "airflow-pi"}
batch_id = hook.post_batch(**submission)
again = hook.post_batch(**submission)
state = hook.get_batch_state(batch_id)
states = [state.value]
while state not in hook.TERMINAL_STATES:
    time.sleep(0.5)
    state = hook.get_batch_state(batch_id)
    states.append(state.value)

pages = []
start = 0
while True:
    page = hook.get_batch_logs(batch_id, start, 100)
    pages += page["log"]
    start += 100
    if start > page["total"]:
        break
hook.dump_batch_logs(batch_id)
print(
    json.dumps(
        {
            "id": batch_id,
            "again": again,
            "states": states,
            "appId": hook.get_batch(batch_id)["appId"],
            "log": pages,
        }
    )
)
