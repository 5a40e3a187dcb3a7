"""The most frequent English words, each in its basic form, as wordfreq counts them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lexicon_check import Lexicon, inflected
from wordfreq import top_n_list

NAMES = """
al alabama alan alex alexander ali alice allen amazon anderson andrew andy ann anna anne anthony arizona arthur
atlanta austin barry bbc ben berlin billy bob boston brazil brian brooklyn bruce california cambridge cameron carl
carolina carter charles charlie chelsea chicago chris clark cleveland clinton cnn colorado columbia cooper dallas dan
daniel danny dave david davis delhi detroit diego disney don donald duke ed edinburgh edward egypt elizabeth em eric
eu facebook fbi florida ford fox francis francisco frank gary george georgia google gordon graham hamilton harris
harry harvard henry hillary hollywood hong houston howard http ian illinois india indiana instagram iowa iphone iran
iraq ireland isis islam israel jack jackson james jane jason jean jeff jerry jersey jesus jews jim jimmy joe john
johnny johnson jon jonathan jones joseph josh justin kansas kate kelly kennedy kentucky kevin khan kim kong larry
laura lawrence lee lewis li lisa liverpool london los louis luke madrid manchester maria mario marshall martin mary
maryland massachusetts matt matthew melbourne miami michael michigan microsoft mike minnesota missouri mitchell moore
morgan moscow murray nba netherlands nfl nick nigeria obama ohio oklahoma oregon oscar oxford pakistan paris patrick
paul pennsylvania peter phil philadelphia philip richard rick rio robert robin roger rome ross roy russell ryan sam
san santa sarah saudi scotland scott sean seattle simon smith stephen steve stewart sweden sydney syria taylor ted
texas thomas thompson tim tokyo tom tony toronto trump turkey twitter ukraine vegas victoria virginia wales walter
warren washington wayne william wilson wisconsin york youtube zealand
""".split()
"""Persons, places, firms and makes, as wordfreq writes them, in lower case."""

NO_WORDS = """
abc ac ah alpha ap asshole aug bitch bullshit ca cant cd cm co con crap da damn dc de dec del di dick doc dont dr dvd
eh en er et etc fc feb fi ft fuck fuckin gen gonna gotta ha haha hd hq huh ii iii il im inc iv jan jay jr khz kinda km
la le ll lmao lol ltd ma max mi min ml mm mo mon mp ms na nah non nov ny oct ok op pa pissed pm porn pp pre pro re rep
rip sa sec sep sept shit st sub te tho trans tv uh uk usa va ve ver vol vs wanna ya ye yea yep yo
""".split()
"""Abbreviations, pieces of words, chat spellings, foreign words and what a portal for the public leaves out."""


def lemmas(lexicon: Lexicon, count: int) -> list[str]:
    """The first words that are no name, no piece, and no form of an earlier word or of a headword."""
    return list(islice(_lemmas(lexicon), count))


def _lemmas(lexicon: Lexicon) -> Iterator[str]:
    headwords = {headword.lower() for headword in lexicon.headwords()}
    forms = {form.lower() for row in lexicon.rows for form in row["forms"].split("; ")}
    forms |= {form for headword in headwords for form in inflected(headword)} | {*NAMES, *NO_WORDS}
    for word in top_n_list("en", 10_000):
        if word in headwords or (word.isalpha() and len(word) > 1 and word not in forms):
            yield word
            forms |= inflected(word)
