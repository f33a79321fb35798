"""One file that holds everything: the rows of every table, and the files that they name.

It is the same for every database and every storage, so that a backup may be restored into another kind.
"""
