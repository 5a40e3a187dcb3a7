"""An object store as the place where an admin publishes generations and replicas find them.

`objects` is the store itself (S3, GCS, Azure or a folder) through obstore, `generations` what stands in it,
`follower_status` how the process that follows tells a server's workers how it fares. What is done with them is in
`operations`: `publishing` and `following`. obstore starts threads, and a process forked afterwards hangs: only a
process that never forks may import `objects`; the package itself and the other modules do without it.

    <prefix>/indexes/<folder>/<file>    as on disk; immutable, uploaded before a generation names it
    <prefix>/counts/<file>              an admin's word counts, likewise
    <prefix>/generations/<20 digits>    one a generation, created once: whoever creates it has published it
"""
