"""What a word can be, as bits: a word may be several things, and the parser asks often, so plain integers."""

from typing import Final

DETERMINER: Final = 1
POSSESSIVE: Final = 2
QUANTIFIER: Final = 4
PREPOSITION: Final = 8
SUBORDINATOR: Final = 16
ADVERB: Final = 32
MODAL: Final = 64
NOUN: Final = 128
"""A verb that is as often a noun."""
BASE: Final = 256
THIRD: Final = 512
PAST: Final = 1024
PARTICIPLE: Final = 2048
GERUND: Final = 4096
NUMBER: Final = 8192
SIGN: Final = 16384
BE: Final = 32768
HAVE: Final = 65536
DO: Final = 131072
PRONOUN: Final = 262144
RELATIVE: Final = 524288
NEGATION: Final = 1048576
JOINER: Final = 2097152
CAPITAL: Final = 4194304
NAME: Final = 8388608
"""Capitalised and no word that the lexicon knows."""
STOP: Final = 16777216
"""A sign that ends a clause: semicolon, colon, dash, bracket."""
TIME: Final = 33554432

FINITE: Final = MODAL | BE | HAVE | DO
DETERMINERS: Final = DETERMINER | POSSESSIVE | QUANTIFIER
VERBAL: Final = BASE | THIRD | PAST | PARTICIPLE | GERUND
