"""The tables of runs. The row is the truth: the queue only wakes a worker, events only wake a page."""

from runs.models.attempt import Attempt, Record
from runs.models.document import Document, Match
from runs.models.files import Attachment, NotStored, Output
from runs.models.letters import Letter
from runs.models.limits import Limits
from runs.models.pace import Pace
from runs.models.run import Run
from runs.models.saved import SavedSearch
from runs.models.state import State
from runs.models.stored import AttachedFile, StoredFile
from runs.models.strays import Stray
from runs.models.tags import Tag, Tagged
from runs.models.tally import Tally

__all__ = [
    "AttachedFile",
    "Attachment",
    "Attempt",
    "Document",
    "Letter",
    "Limits",
    "Match",
    "NotStored",
    "Output",
    "Pace",
    "Record",
    "Run",
    "SavedSearch",
    "State",
    "StoredFile",
    "Stray",
    "Tag",
    "Tagged",
    "Tally",
]
