"""Reads a file with the OpenMetrics parser of Prometheus' own Python client and says which families it has, or why it refuses it."""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

try:
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        families = list(text_string_to_metric_families(file.read()))
    samples = sum(len(family.samples) for family in families)
    print(json.dumps({"accepted": True, "families": [family.name for family in families], "samples": samples}))
except Exception as error:  # whatever it raises is its refusal
    print(json.dumps({"accepted": False, "why": str(error)}))
