"""How hard a text is to read: the Flesch-Kincaid grade (US school years), without the network.

Sentences and words are textstat's; syllables are counted here, because textstat fetches a word
list from elsewhere before it counts any.
"""

import re

import textstat

_VOWEL_GROUPS = re.compile(r"[aeiouy]+")
_SILENT_ENDING = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e(?:s(?<![cgsxz]es)|d(?<![dt]ed))?$")
_SPLIT_VOWELS = re.compile(r"ie(?=r|st)|ia|io(?!n)|eo(?!p)|ea(?=s?$)|ua(?!r)|uie|ying|being|doing")
_END_OF_SENTENCE = re.compile(r"[.?!…]+[”\"]?(?:\s+|$)")


def syllables(word: str) -> int:
    """Syllables of one English word by its letters; unsure cases are counted high."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"['’]\w{1,2}$", "", word.lower()))
    count = len(_VOWEL_GROUPS.findall(letters)) + len(_SPLIT_VOWELS.findall(letters))
    if _SILENT_ENDING.search(letters):
        count -= 1
    return max(1, count)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their end marks."""
    return [part.strip() for part in _END_OF_SENTENCE.split(text) if part.strip()]


def reading_grade(*texts: str) -> float:
    """The grade of these texts read one after the other; each ends a sentence of its own.

    Labels of one or two words are left out: textstat counts no sentence in them.
    """
    ended = [text if text[-1] in ".?!" else f"{text}." for text in texts if text.count(" ") > 1]
    whole = re.sub(r"[“”\"]", "", " ".join(ended)).replace("…", ".")
    words = re.findall(r"[\w'’-]+", whole)
    spoken = sum(syllables(part) for word in words for part in word.split("-"))
    per_sentence = len(words) / textstat.sentence_count(whole)
    return 0.39 * per_sentence + 11.8 * spoken / len(words) - 15.59
