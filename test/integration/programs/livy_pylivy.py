"""Runs a batch with pylivy, and prints what became of it as a line of JSON: url file class namespace."""

import json
import os
import sys

from livy import LivyBatch
from livy.client import LivyClient
from requests_aws4auth import AWS4Auth

url, file, class_name, namespace = sys.argv[1:5]
auth = AWS4Auth(
    os.environ["AWS_ACCESS_KEY_ID"],
    os.environ["AWS_SECRET_ACCESS_KEY"],
    os.environ["AWS_REGION"],
    "execute-api",
)

batch = LivyBatch.create(
    url,
    auth=auth,
    file=file,
    class_name=class_name,
    args=["2"],
    num_executors=1,
    queue=namespace,
    name="pylivy-pi",
)
state = batch.wait()
client = LivyClient(url, auth=auth)
seen = client.get_batch(batch.batch_id)
print(
    json.dumps(
        {
            "id": batch.batch_id,
            "state": state.value,
            "appId": seen.app_id,
            "log": batch.log(from_=0, size=5000),
            "listed": [each.batch_id for each in client.list_batches()],
        }
    )
)
