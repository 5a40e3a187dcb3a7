"""Open dictionaries on the web: the list of them, and their files, fetched and checked before anything reads them.

`listing` reads a list (the package's own or another), `download` fetches what one of its dictionaries names. What is
done with the files then is what `dictsvc load` does. Knows no catalogue and no terminal.
"""

from __future__ import annotations

from dictsvc.operations.installing.download import download
from dictsvc.operations.installing.listing import File, Listed, find, read

__all__ = ["File", "Listed", "download", "find", "read"]
