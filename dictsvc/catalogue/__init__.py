"""catalogue.db: which dictionaries there are, in which order, and every earlier state that can be returned to.

`reading` is what a server does (plain sqlite3, read only, no lock), `writing` is what a command does (sqlite-utils,
under the lock of `lock`). A change is made in a copy, which is flushed and then takes the catalogue's name: a reader
finds the old state or the new one, a copy made by `tar` holds one of them whole, and a command that is killed leaves no
journal behind that a server without the right to write could not roll back.

    $DICTSVC_DATA/catalogue.db              this room: numbers and seals, and what the generation in force says
    $DICTSVC_DATA/generations/<number>.json what an earlier one said; never touched again once another is in force
    $DICTSVC_DATA/catalogue.db.new          the next state, while a command writes it
    $DICTSVC_DATA/lock                      held, as the folder is, by the one command that writes
    $DICTSVC_DATA/indexes/<id>-<hash>/      room `index`; never touched again once published
    $DICTSVC_DATA/indexes/.new-…/           being built or taken down; swept by the next command that holds the lock
    $DICTSVC_DATA/indexes/.drop-<id>-<hash> empty: that index goes too unless a generation names it

Nothing is ever deleted that dictsvc did not mark itself.
"""
