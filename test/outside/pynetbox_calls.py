"""Talks to Proxbox with pynetbox as if it was the plugin inside NetBox, over every list that the OpenAPI document names.

Reads {"url", "token", "examples": {path: [body, …]}} as JSON from standard input. Prints what was not as expected, and
as its last line how many calls were.
"""

import importlib.metadata
import json
import sys

import pynetbox

ROOT = "/api/plugins/proxbox/"
NO_ROW = 999_999

given = json.load(sys.stdin)
nb = pynetbox.api(given["url"], token=given["token"])
failures = []
calls = 0


def expect(what, actual, wanted=True):
    """One call and its answer."""
    global calls
    calls += 1
    if actual != wanted:
        failures.append(f"{what}: expected {wanted!r}, got {actual!r}")


def refusal(work):
    """Status and JSON body of what the server refuses; None when it does not."""
    try:
        work()
    except pynetbox.RequestError as error:
        return error.req.status_code, json.loads(error.error)
    return None


def raised(work):
    try:
        work()
    except Exception as error:  # noqa: BLE001 - its class is what is asked for
        return type(error).__name__
    return None


def ids(records):
    return [record.id for record in records]


def whole(record):
    return json.loads(json.dumps(dict(record), default=str))


# pynetbox asks for the document without its token, which a NetBox that demands a login refuses as well.
scheme = "Bearer" if given["token"].startswith("nbt_") else "Token"
nb.http_session.headers["Authorization"] = f"{scheme} {given['token']}"
document = nb.openapi()
shapes = document["components"]["schemas"]


def writable_shape(path):
    """What a POST or a PATCH of one row may hold; None for lists that are only read."""
    for method in ("post", "patch"):
        body = document["paths"][path].get(method, {}).get("requestBody")
        names = [part for part in json.dumps(body or {}).split('"') if "/Writable" in part or "/PatchedWritable" in part]
        if names:
            return shapes[names[0].rsplit("/", 1)[1]]
    return None


def reading(path, endpoint, parameters):
    rows = list(endpoint.all())
    known = ids(rows)
    first = rows[0]
    expect(f"{path} count()", endpoint.count(), len(rows))
    expect(f"{path} len(all())", len(endpoint.all()), len(rows))
    expect(f"{path} all(limit=2)", ids(endpoint.all(limit=2)), known)
    expect(f"{path} all(limit=1, offset=1)", ids(endpoint.all(limit=1, offset=1)), known[1:2])
    for words in ({"threading": True}, {"pagination": "cursor"}):
        other = pynetbox.api(given["url"], token=given["token"], **words)
        pages = other.plugins.proxbox.endpoint(path[len(ROOT):-1]).all(limit=2)
        expect(f"{path} all() with {words}", sorted(ids(pages)), sorted(known))

    expect(f"{path} get(id)", whole(endpoint.get(first.id)), whole(first))
    expect(f"{path} get(id=)", endpoint.get(id=first.id), first)
    expect(f"{path} get(none)", endpoint.get(NO_ROW), None)
    expect(f"{path} get(id=none)", endpoint.get(id=NO_ROW), None)
    if len(rows) > 1:
        expect(f"{path} get(ambiguous)", raised(lambda: endpoint.get(id=known[:2])), "ValueError")
        expect(f"{path} filter(repeated)", sorted(ids(endpoint.filter(id=known[:2]))), sorted(known[:2]))
        expect(f"{path} filter(id__n)", ids(endpoint.filter(id__n=known[0])), [one for one in known if one != known[0]])
    expect(f"{path} filter(id__gte, id__lte)", ids(endpoint.filter(id__gte=first.id, id__lte=first.id)), [first.id])
    expect(f"{path} filter(wrong)", refusal(lambda: list(endpoint.filter(id="x"))), (400, {"id": ["Enter a whole number."]}))
    expect(f"{path} filter(ordering)", ids(endpoint.filter(ordering="-id")), sorted(known, reverse=True))
    strict = endpoint.filter(id=first.id, limit=5, strict_filters=True)
    expect(f"{path} strict filter", ids(strict), [first.id])
    unknown = lambda: endpoint.filter(no_such_filter=1, strict_filters=True)
    expect(f"{path} strict filter that is not there", raised(unknown), "ParameterValidationError")
    if "q" in parameters:
        expect(f"{path} filter(q)", endpoint.count("no row has these words"), 0)

    for name, value in whole(first).items():
        if isinstance(value, str) and value and f"{name}__ic" in parameters and name not in ("created", "last_updated"):
            for words in ({name: value}, {f"{name}__ic": value[1:].upper()}, {f"{name}__ie": value.upper()}):
                expect(f"{path} filter({words})", first.id in ids(endpoint.filter(**words)))
            expect(f"{path} filter({name}__n)", first.id in ids(endpoint.filter(**{f"{name}__n": value})), False)
        nested = getattr(first, name)
        if isinstance(nested, pynetbox.core.response.Record) and str(nested.url or "").startswith(given["url"]):
            expect(f"{path} {name}.full_details()", nested.full_details())
            expect(f"{path} {name}.created", bool(nested.created))
            if name in parameters:
                expect(f"{path} filter({name}=)", first.id in ids(endpoint.filter(**{name: nested.id})))
                expect(f"{path} filter({name}_id=)", first.id in ids(endpoint.filter(**{f"{name}_id": nested.id})))

    brief = next(endpoint.filter(id=first.id, fields="id,url"))
    expect(f"{path} a part of a row fetches the rest", brief.display, first.display)

    shape = writable_shape(path)
    methods = document["paths"][path]
    if shape and ("post" in methods or "put" in methods):
        enums = [key for key, one in shape["properties"].items() if "enum" in one]
        expect(f"{path} choices()", sorted(endpoint.choices()), sorted(enums))
    else:
        expect(f"{path} choices()", raised(endpoint.choices), "ValueError")
    if "post" not in methods:
        detail = {"detail": 'Method "POST" not allowed.'}
        expect(f"{path} create()", refusal(lambda: endpoint.create({})), (405, detail))


def changed_keys(one, other):
    """What a second example says differently in plain text or numbers."""
    return {
        key: value
        for key, value in other.items()
        if isinstance(value, (str, int)) and not isinstance(value, bool) and one.get(key) != value
    }


def writing(path, endpoint, shape, examples):
    first, second, third, fourth = examples
    made = endpoint.create(**first)
    expect(f"{path} create(one)", bool(made.id))
    expect(f"{path} create(one) is stored", whole(endpoint.get(made.id)), whole(made))
    several = endpoint.create([second, third])
    expect(f"{path} create(several)", len(several), 2)
    required = shape.get("required", [])
    status, body = refusal(lambda: endpoint.create({})) or (None, {})
    if required:
        expect(f"{path} create(nothing)", (status, set(required) <= set(body)), (400, True))
    elif status is None:
        several.append(endpoint.get(ordering="-id", limit=1, offset=0))

    # pynetbox takes the endpoint of a row from the first two parts of its address; with three it writes by the endpoint.
    knows_itself = made.endpoint.url == endpoint.url
    changes = changed_keys(first, fourth)
    changes.pop("type", None)
    secret = [key for key in changes if shape["properties"][key].get("writeOnly")]
    shown = {key: value for key, value in changes.items() if key not in secret and not isinstance(whole(made)[key], dict)}
    if knows_itself:
        expect(f"{path} save() without a change", made.save(), False)
    for key, value in shown.items():
        setattr(made, key, value)
    expect(f"{path} updates()", made.updates(), shown)
    expect(f"{path} save()", made.save() if knows_itself else bool(endpoint.update([made])))
    after = whole(endpoint.get(made.id))
    expect(f"{path} save() is stored", {key: after[key] for key in shown}, shown)

    ours = [{"id": one.id} for one in several]
    expect(f"{path} update(several)", sorted(ids(endpoint.update(ours))), sorted(ids(several)))
    expect(f"{path} update(none)", endpoint.update([{"id": NO_ROW}]), [])
    if "tags" in shape["properties"]:
        word = nb.plugins.proxbox.tags.create(name=f"on {path}", slug=f"on-{made.id}-{path.replace('/', '')}")
        endpoint.update([{"id": made.id, "tags": [{"slug": word.slug}]}])
        expect(f"{path} filter(tag)", ids(endpoint.filter(tag=word.slug)), [made.id])
        expect(f"{path} tags", [one.slug for one in endpoint.get(made.id).tags], [word.slug])
        expect(f"{path} delete() of a tag", word.delete())

    expect(f"{path} delete()", made.delete() if knows_itself else endpoint.delete([made.id]))
    expect(f"{path} get() of what is gone", endpoint.get(made.id), None)
    if knows_itself:
        expect(f"{path} delete() of what is gone", (refusal(made.delete) or [None])[0], 404)
    expect(f"{path} delete(several)", endpoint.delete(several))
    expect(f"{path} delete(several) leaves none", ids(endpoint.filter(id=ids(several))), [])


expect("version", nb.version, "4.6")
expect("status()", nb.status()["netbox-version"], "4.6")
expect("installed_plugins()", [one["package"] for one in nb.plugins.installed_plugins()], ["netbox_proxbox"])
expect("openapi()", document["openapi"], "3.0.3")
stranger = pynetbox.api(given["url"], token="0" * 40)
expect("a wrong token", (refusal(lambda: list(stranger.plugins.proxbox.clusters.all())) or [None])[0], 403)

lists = [
    path
    for path, methods in document["paths"].items()
    if path.startswith(ROOT) and methods.get("get", {}).get("operationId", "").endswith("_list")
]
expect("there are lists", len(lists) >= 10)
for path in lists:
    endpoint = nb.plugins.proxbox.endpoint(path[len(ROOT):-1])
    parameters = [one["name"] for one in document["paths"][path]["get"]["parameters"]]
    try:
        reading(path, endpoint, parameters)
        if path in given["examples"]:
            writing(path, endpoint, writable_shape(path), given["examples"][path])
    except Exception as error:  # noqa: BLE001 - the other lists are tried all the same
        failures.append(f"{path}: {type(error).__name__}: {error}")

for failure in failures:
    print(failure)
verdict = "as expected" if not failures else f"made, {len(failures)} not as expected"
print(f"pynetbox {importlib.metadata.version('pynetbox')}: {calls} calls {verdict} over {len(lists)} lists")
sys.exit(1 if failures else 0)
