"""What the commands of an admin do with a dictionary, from a file on the web or on disk to its last generation.

loading      a file into the catalogue: read, clean, index, publish
describing   what a file is loaded as: its id, title and languages, and which dictionary it replaces
cleaning     entries made ready for an index, in other processes
load_report  what a load found in a file
versions     whether the reader or the cleaner was repaired since a file was read
installing   open dictionaries from the web, checked before they are read
bundled      the dictionaries that come with the program
undoing      back to an earlier generation; deleting what is not needed any more
verifying    every published byte against its checksum, every key against its document
rebuilding   an index anew from what is stored
ranking      an admin's own word counts
joining      several dictionaries as one index, made afterwards
upgrading    what a newer program does first: outdated indexes, newer bundled dictionaries
exporting    a dictionary as a file that loads back the same
publishing   generations into an object store
following    generations out of an object store, on every machine that serves

Knows nothing of terminals and of the web; progress goes to a function that the caller gives.
"""
