"""The web process, which dies when it is told to: `granian tests.faults.dying_web:application`."""

from django.core.files.storage import FileSystemStorage

from config.asgi import application
from tests.faults.dying import after, before
from tests.faults.points import OfTheWeb

__all__ = ["application"]

before(FileSystemStorage, "_save", OfTheWeb.BEFORE_FILE)
after(FileSystemStorage, "_save", OfTheWeb.AFTER_FILE)
