"""What can go wrong, as one family: every message says what was expected, what was found, and what to do.

Knows nothing of where a message is shown; the command line prints it, the web translates it to a status.
"""

from __future__ import annotations


class DictsvcError(Exception):
    """Base of all errors that are the world's fault and not this program's; `str(error)` is one sentence for people."""


class SourceError(DictsvcError):
    """A dictionary file cannot be read as one: wrong format, cut short, undecodable, empty."""


class CatalogueError(DictsvcError):
    """The data folder cannot be used: not ours, from a newer version, not writable, locked by someone."""


class CatalogueDamaged(CatalogueError):
    """The catalogue is ours and could be opened, and is not what was written."""


class IndexDamaged(DictsvcError):
    """A published index is missing, cut short or contradicts its own checksums."""


class TooManyFiles(DictsvcError):
    """The system lets this process open no further file; nothing is wrong with the index."""


class IndexOutdated(DictsvcError):
    """A published index was written with another fold or format version; `dictsvc rebuild` mends it."""


class UnknownDictionary(DictsvcError):
    """No dictionary of that id in the generation asked."""


class BadQuery(DictsvcError):
    """The text asked for cannot be a query: blank, too long, control characters. The message is Vietnamese."""
