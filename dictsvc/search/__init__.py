"""From a typed query to an answer over several dictionaries: the promise of /lookup, without the web.

lookup     the way of every query: taken apart once, asked, cut last (order: `index.hits`)
results    a headword with its entries
fallbacks  what an answer holds beyond that: dictionary forms, raw typing, words inside, suggestions
similar    headwords that may have been meant where nothing matches
pieces     a phrase as the headwords it is made of
sentence   a pasted sentence as words
answer     what a search returns
wire       the same in the form that the web promises
misses     what was asked and not found, counted
"""
