"""Reads an OpenMetrics page on stdin and prints its families as JSON; fails where it is not one."""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families


def exemplar(sample):
    if sample.exemplar is None:
        return None
    return {"labels": sample.exemplar.labels, "value": repr(float(sample.exemplar.value))}


def family(metric):
    return {
        "name": metric.name,
        "type": metric.type,
        "unit": metric.unit,
        "help": metric.documentation,
        "samples": [
            {
                "name": sample.name,
                "labels": sample.labels,
                "value": repr(float(sample.value)),
                "exemplar": exemplar(sample),
            }
            for sample in metric.samples
        ],
    }


page = sys.stdin.buffer.read().decode("utf-8")
json.dump([family(metric) for metric in text_string_to_metric_families(page)], sys.stdout)
