"""Why a candidate is no promise: ordered rules, the first that holds names the reason.

To add one, write a function of a candidate that answers yes or no (`words`: whose words they are; `subjects`:
whom they bind; `acts`: what the verb says), and put it into REJECTIONS under the name that a reader of
`tracker extract --explain` should see. What an author makes happen although a thing is the subject stands in
`staging`. The words that the rules know stand under [rejections] and [subjects] in config/lexicon/en.toml.
"""

from __future__ import annotations

from collections.abc import Callable

from tracker.extraction.candidates import Candidate
from tracker.extraction.rejections import acts, subjects, words
from tracker.extraction.rejections.words import soft_governor

__all__ = ["REJECTIONS", "rejection", "soft_governor"]

REJECTIONS: tuple[tuple[str, Callable[[Candidate], bool]], ...] = (
    ("furniture", words.furniture),
    ("question", words.question),
    ("quoted words", words.inside_quotation),
    ("inside a condition", words.in_condition),
    ("indirect question", words.indirect_question),
    ("past", acts.past),
    ("talk about the letter", words.letter_talk),
    ("courtesy", words.courtesy),
    ("inability", acts.inability),
    ("refusal", acts.refusal),
    ("reader as subject", subjects.reader),
    ("reported words", words.reported),
    ("hope about others", words.only_hoped),
    ("opinion", words.opinion),
    ("third party as subject", subjects.third_party),
    ("third party as agent", subjects.third_agent),
    ("done by others", subjects.third_act),
    ("hypothetical", acts.hypothetical),
    ("necessity", acts.necessity),
    ("stative verb", acts.stative),
    ("idiom", words.idiom),
    ("foretold words", words.foretold),
    ("effect", acts.effect),
    ("prediction", subjects.prediction),
    ("hollow", acts.hollow),
    ("general description", acts.general),
    ("not the author's plan", subjects.planned_by_others),
)


def rejection(candidate: Candidate) -> str | None:
    """The name of the first rule by which `candidate` is no promise; None where it stands."""
    return next((name for name, holds in REJECTIONS if holds(candidate)), None)
