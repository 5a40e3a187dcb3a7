"""catalogue.db: which dictionaries there are, in which order, and every earlier state that can be returned to.

The only file of the data folder that is ever changed in place. `reading` is what a server does (plain sqlite3, read
only, never a lock that a writer could wait for long), `writing` is what a command does (sqlite-utils, one transaction a
generation, under the lock of `lock`).

    $DICTSVC_DATA/catalogue.db              this room
    $DICTSVC_DATA/lock                      held by the one command that writes
    $DICTSVC_DATA/indexes/<id>-<hash>/      room `index`; never touched again once published
    $DICTSVC_DATA/indexes/.new-…/           being built; swept by the next command that holds the lock
"""
