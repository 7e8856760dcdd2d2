"""Names every operation of an OpenAPI document that no request of a schemathesis run has reached with a success.

Usage: reached.py DOCUMENT EVENTS, where EVENTS is the run's NDJSON report. Exits with 1 if there is such an operation.
"""
import json
import sys

document, events = sys.argv[1:]
with open(document) as file:
    operations = {
        f"{method.upper()} {path}" for path, methods in json.load(file)["paths"].items() for method in methods
    }
reached = set()
with open(events) as file:
    for line in file:
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder") or {}
        for case, interaction in recorder.get("interactions", {}).items():
            response = interaction.get("response")
            if response and 200 <= response["status_code"] < 300:
                value = recorder["cases"][case]["value"]
                reached.add(f"{value['method']} {value['path']}")
missing = sorted(operations - reached)
for operation in missing:
    print(f"never reached with a success: {operation}", file=sys.stderr)
print(f"{len(operations) - len(missing)} of {len(operations)} operations were reached with a success")
sys.exit(1 if missing else 0)
