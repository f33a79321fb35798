"""The texts that people read, in the languages of `settings.LANGUAGES`.

Extracted and compiled with Babel, because GNU gettext is not on every machine. Nothing here runs while
Workroom is served: Django reads the compiled catalogs by itself.
"""
