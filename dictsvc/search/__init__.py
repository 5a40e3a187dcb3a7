"""From a typed query to an answer over several dictionaries: the promise of /lookup, without the web.

lookup     the way of every query: taken apart once, asked, cut last (order: `index.hits`)
results    a headword with its entries
fallbacks  what an answer holds beyond that, and in which order
interpretations  a text understood otherwise: dictionary forms, raw typing, without full stops
related    headwords that it is the meaning of, or that contain it
suggestions  what may have been meant where nothing is found
similar    … look-alikes: other marks, alike in sound, a slip away
pieces     … the headwords that a phrase is made of
sentence   a pasted sentence as words
several    several words at once
texts      what may be asked at all
answer     what a search returns
wire       the same in the form that the web promises
misses     what was asked and not found, counted
"""
