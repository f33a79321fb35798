"""What tests of faults start from: an office, somebody who asks, a server that does as it is told."""

from tests.connections.conftest import no_proxy, serve
from tests.faults.asking import asked, soon
from tests.faults.reaching import place
from tests.processes import empty_database, office
from tests.runs.conftest import owner

__all__ = ["asked", "empty_database", "no_proxy", "office", "owner", "place", "serve", "soon"]
