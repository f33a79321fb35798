"""What the documents name is there."""

import re

import pytest

from config.data import HERE

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_leads_to_or_names_exists(document: str) -> None:
    path = HERE / document
    text = path.read_text()
    links = [path.parent / link for link in re.findall(r"\]\(([\w./-]+)\)", text)]
    names = [
        HERE / name
        for name in re.findall(r"`((?:tests|docs|config|people|audit|connections)/[\w/]+\.\w+)`", text)
    ]
    assert [str(file) for file in (*links, *names) if not file.exists()] == []
    assert links or names


def test_the_threat_model_is_one_page() -> None:
    assert len((HERE / "SECURITY.md").read_text().splitlines()) <= 60
