"""How common a headword is, as its rank needs it: read when a dictionary is loaded, never when it is asked.

values    the value of a headword in one language
vulgar    headwords that are never offered
counts    files of words and their counts: the one that comes with the package, and an admin's own

Vietnamese words and compounds have the counts of a news corpus (`vi.tsv.xz`; `vi.txt` says whose it is; what
`index.lexicon` serves of it stands beside it); single syllables the mean of those and wordfreq's, each of which knows
less. docs/matching.md has the measurements.
"""

from dictsvc.frequency.values import KNOWN, NEVER, Scale, scale

__all__ = ["KNOWN", "NEVER", "Scale", "scale"]
