"""What schemathesis need not send: the lists share their filters, so one of each kind is enough."""

import json

import schemathesis

OF_EVERY_LIST = {"limit", "offset", "brief", "fields", "omit", "ordering", "q"}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Keeps one filter of each kind; test/contract tries every lookup of every field."""
    seen = set()
    for methods in raw_schema["paths"].values():
        parameters = methods.get("get", {}).get("parameters", [])
        for parameter in list(parameters):
            name = parameter["name"]
            if parameter["in"] != "query" or name in OF_EVERY_LIST:
                continue
            kind = (name.partition("__")[2], json.dumps(parameter["schema"]))
            if kind in seen:
                parameters.remove(parameter)
            seen.add(kind)
