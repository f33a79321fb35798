"""Static files with a fingerprint in their names, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Leaves a file alone that names a missing one (a packaged stylesheet's source map, say)."""

    manifest_strict = False
