"""POST, GET and DELETE /vector_stores, and the files of one."""

from django.http import HttpResponse

from practice import bodies, listing, stores
from practice.door import Route
from practice.exchange import Exchange


def create(exchange: Exchange) -> HttpResponse:
    given = bodies.read_json(exchange.request)
    given.only({"name", "file_ids", "metadata", "description", "expires_after", "chunking_strategy"})
    files = given.texts("file_ids", most=stores.MOST_FILES)
    return bodies.write_json(stores.create(exchange.owner, given.text("name"), files, given.metadata()))


def index(exchange: Exchange) -> HttpResponse:
    found = [stores.shown(record) for record in stores.records(exchange.owner).newest_first()]
    return bodies.write_json(listing.page(found, listing.asked(exchange.request)))


def show(exchange: Exchange, store: str) -> HttpResponse:
    return bodies.write_json(stores.shown(stores.records(exchange.owner).find(store)))


def delete(exchange: Exchange, store: str) -> HttpResponse:
    stores.records(exchange.owner).remove(store)
    return bodies.write_json({"id": store, "object": "vector_store.deleted", "deleted": True})


def add(exchange: Exchange, store: str) -> HttpResponse:
    given = bodies.read_json(exchange.request)
    given.only({"file_id", "attributes", "chunking_strategy"})
    given.require("file_id")
    return bodies.write_json(stores.add(exchange.owner, store, given.text("file_id")))


def index_files(exchange: Exchange, store: str) -> HttpResponse:
    files = list(stores.records(exchange.owner).find(store)["files"].values())
    return bodies.write_json(listing.page(files[::-1], listing.asked(exchange.request)))


def take_out(exchange: Exchange, store: str, file: str) -> HttpResponse:
    stores.take_out(exchange.owner, store, file)
    return bodies.write_json({"id": file, "object": "vector_store.file.deleted", "deleted": True})


ONE = "vector_stores/<str:store>"
ROUTES = (
    Route("POST", "vector_stores", create),
    Route("GET", "vector_stores", index),
    Route("GET", ONE, show),
    Route("DELETE", ONE, delete),
    Route("POST", f"{ONE}/files", add),
    Route("GET", f"{ONE}/files", index_files),
    Route("DELETE", f"{ONE}/files/<str:file>", take_out),
)
