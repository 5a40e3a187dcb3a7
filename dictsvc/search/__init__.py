"""From a typed query to an answer over several dictionaries: the promise of /lookup, without the web.

lookup    the way of every query: ask each dictionary, merge, rank
"""
