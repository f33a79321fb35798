"""Vector stores hold files and are searched by their words."""

import openai

from tests.practice.conftest import Call
from tests.practice.test_responses import upload


def test_a_store_counts_its_files(call: Call) -> None:
    store = call("vector_stores", {"name": "Notes"}).json()
    assert store["file_counts"]["total"] == 0
    file = upload(call, b"hello", "notes.txt")
    added = call(f"vector_stores/{store['id']}/files", {"file_id": file}).json()
    assert (added["id"], added["status"]) == (file, "completed")
    assert call(f"vector_stores/{store['id']}").json()["usage_bytes"] == 5
    assert [each["id"] for each in call(f"vector_stores/{store['id']}/files").json()["data"]] == [file]


def test_a_file_can_be_taken_out_again(call: Call) -> None:
    file = upload(call, b"hello", "notes.txt")
    path = f"vector_stores/{call('vector_stores', {'file_ids': [file]}).json()['id']}"
    assert call(f"{path}/files/{file}", method="DELETE").json()["deleted"] is True
    assert call(f"{path}/files/{file}", method="DELETE").status_code == 404
    assert call(path).json()["file_counts"]["total"] == 0


def test_a_deleted_store_is_gone(call: Call) -> None:
    path = f"vector_stores/{call('vector_stores', {}).json()['id']}"
    assert call(path, method="DELETE").json()["deleted"] is True
    assert call(path).status_code == 404


def test_stores_are_listed(call: Call) -> None:
    names = [call("vector_stores", {"name": name}).json()["id"] for name in ("One", "Two")]
    assert [each["id"] for each in call("vector_stores").json()["data"]] == names[::-1]
    assert call("vector_stores", key="sk-practice-other").json()["data"] == []


def test_a_store_of_files_that_are_not_there_is_refused(call: Call) -> None:
    assert call("vector_stores", {"file_ids": ["file-none"]}).json()["error"]["param"] == "file_id"


def test_the_official_client_makes_a_store(client: openai.OpenAI) -> None:
    file = client.files.create(file=("notes.txt", b"The ferry leaves at noon."), purpose="assistants")
    store = client.vector_stores.create(name="Notes", file_ids=[file.id])
    answer = client.responses.create(
        model="gpt-4o",
        input="When does the ferry leave?",
        tools=[{"type": "file_search", "vector_store_ids": [store.id]}],
    )
    assert "The ferry leaves at noon." in answer.output_text
    assert client.vector_stores.files.delete(file.id, vector_store_id=store.id).deleted is True
    assert client.vector_stores.delete(store.id).deleted is True
