"""The Vietnamese language as pure functions: no I/O, no Flask, no SQLite, no tries.

fold           text to comparable letters (what two spellings of one word have in common)
syllable       the parts of a written syllable, and whether it is well formed
key            a headword's letters, shapes and tones side by side, as indexes store them
match          a typed query against one headword: does it match, and how closely
order          dictionary order
typing         raw Telex, VNI, VIQR
sound          what people confuse
slips          what a slip of the finger can have made of a syllable
segmentation   a sentence as words (pyvi)
text_words     the words of a definition, as search in definitions compares them
pronunciation  IPA for Hanoi, Huế and Saigon
charsets       TCVN3, VNI, VISCII, Windows-1258
han            Sino-Vietnamese readings
"""
