"""Long runs that try to lose a dictionary: kills at random instants, single damaged bytes, and more.

`python -m torture` runs them all; each module runs by itself too, and the tests run a small part of each.
"""
