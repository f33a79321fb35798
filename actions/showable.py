"""What came from a server, as it may be shown: a browser decodes whatever a page calls a picture."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from actions import outputs
from actions.picture_parts import Flaw
from actions.safe_pictures import sound


def shown(value: outputs.Value) -> Iterator[outputs.Value]:
    """Yield a value, a picture with the type that it really has.

    What was delivered as one and is none, is cut off, or is too large to be drawn becomes a file to be saved,
    which is said; a preview like that is left out.
    """
    if not isinstance(value, outputs.Image | outputs.Preview):
        yield value
        return
    try:
        parts = sound(value.file)
    except Flaw as flaw:
        if isinstance(value, outputs.Preview):
            value.file.close()
            return
        yield outputs.Binary(
            file=value.file,
            filename=value.filename,
            media_type="application/octet-stream",
            note=value.note,
            sources=value.sources,
        )
        yield outputs.Notice(
            _("“%(filename)s” %(flaw)s. It is kept as a file.") % {"filename": value.filename, "flaw": flaw}
        )
    else:
        yield replace(value, media_type=parts.media_type)
